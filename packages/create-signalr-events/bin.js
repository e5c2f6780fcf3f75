#!/usr/bin/env node
// Here before anything is built, so that an install can link it. What is published is dist/main.js itself.
import './dist/main.js'

#!/usr/bin/env node
// Exists before a build, so that an install can link it. The published program is dist/main.js.
import './dist/main.js'

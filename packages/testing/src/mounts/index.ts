export { checkMount } from './check.js'
export { describeMounts, type TestRunner } from './describe.js'
export { exceptions } from './exceptions.js'
export { listen, type Mount, type NodeServer, type Running } from './mount.js'

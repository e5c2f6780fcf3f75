#!/usr/bin/env node
import { runProgram } from './program.js'

// A reader such as `head` may close the pipe. The exit code is then that of SIGPIPE: 128 + 13.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') process.exit(141)
})
// Progress that nobody reads must not end the program.
process.stderr.on('error', () => {})

process.exitCode = await runProgram(process.argv.slice(2))

#!/usr/bin/env node
import { runProgram } from './program.js'

// Who reads the output may have enough of it, as `head` has; then this ends as programs do on SIGPIPE: 128 + 13.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') process.exit(141)
})

process.exitCode = await runProgram(process.argv.slice(2))

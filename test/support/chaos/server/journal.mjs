import { openSync, writeSync } from 'node:fs'

/**
 * The journal of this process: what it did, with the time. Each line is in the hands of the operating system before
 * the next statement runs, so that SIGKILL takes none of them back.
 */
export function openJournal(file) {
  const descriptor = openSync(file, 'a')
  return (...words) => void writeSync(descriptor, `${Date.now()} ${words.join(' ')}\n`)
}

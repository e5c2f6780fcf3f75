import { openSync, writeSync } from 'node:fs'

/**
 * Opens the journal of this process: what it did, with the time. Each line is written synchronously, so that SIGKILL
 * loses none.
 */
export function openJournal(file) {
  const descriptor = openSync(file, 'a')
  return (...words) => void writeSync(descriptor, `${Date.now()} ${words.join(' ')}\n`)
}

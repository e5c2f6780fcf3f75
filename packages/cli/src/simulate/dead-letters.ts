import { writeFileSync } from 'node:fs'
import type { DeadLetter } from '@signalr-events/simulator'
import { explainFileError } from '../file-errors.js'
import { UsageError } from '../usage-error.js'

/** Writes dead letters as a JSON array. @throws {UsageError} if the file cannot be written */
export function saveDeadLetters(path: string, deadLetters: readonly DeadLetter[]): void {
  try {
    // Synchronous, because it also runs when the process exits.
    writeFileSync(path, `${JSON.stringify(deadLetters, null, 2)}\n`)
  } catch (error) {
    const reason = isMissing(error) ? 'its folder does not exist' : explainFileError(error)
    throw new UsageError(`${path} cannot be written: ${reason}`)
  }
}

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT'

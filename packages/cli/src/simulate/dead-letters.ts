import { writeFile } from 'node:fs/promises'
import type { DeadLetter } from '@signalr-events/simulator'
import { UsageError } from './usage-error.js'

/** Writes dead letters as a JSON array. @throws {UsageError} when the file cannot be written */
export async function saveDeadLetters(path: string, deadLetters: readonly DeadLetter[]): Promise<void> {
  try {
    await writeFile(path, `${JSON.stringify(deadLetters, null, 2)}\n`)
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${(error as NodeJS.ErrnoException).code}`)
  }
}

import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { explainFileError } from '../file-errors.js'
import { UsageError } from '../usage-error.js'
import type { WireEvent } from '../wire-event.js'
import { withoutDeadLetter } from './dead-letter.js'
import { readSchema } from './events.js'
import { findInvalidMember, isNestedTooDeeply } from './invalid-member.js'
import { findObjects } from './objects.js'

/**
 * Reads the events of a file, or of stdin (`-`), in order. Dead letters become their original events.
 *
 * @throws {UsageError} if it cannot be read or holds something else, with the path, the line and the number of the event
 */
export async function readEvents(path: string): Promise<readonly WireEvent[]> {
  try {
    const bytes = await (path === '-' ? buffer(process.stdin) : readFile(path))
    return parseEvents(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw new UsageError(`${path === '-' ? 'stdin' : path}: ${explainFileError(error)}`)
  }
}

function parseEvents(text: string): readonly WireEvent[] {
  const events: WireEvent[] = []
  for (const { value, place } of findObjects(text)) {
    const event = value as WireEvent
    if (readSchema(event) === undefined) throw new SyntaxError(`${place()}: no event in either schema`)
    const invalid = isNestedTooDeeply(event) ? 'it is nested too deeply' : findInvalidMember(event)
    if (invalid !== undefined) throw new SyntaxError(`${place()}: ${invalid}`)
    events.push(withoutDeadLetter(event))
  }
  if (events.length === 0) throw new SyntaxError('no events')
  return events
}

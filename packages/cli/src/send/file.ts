import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
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
    throw new UsageError(`${path === '-' ? 'stdin' : path}: ${explain(error)}`)
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

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'the file does not exist',
  EISDIR: 'it is a directory',
  EACCES: 'permission denied',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not UTF-8',
}

function explain(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException
  return reasons[code] ?? message
}

import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { UsageError } from '../usage-error.js'
import { withoutDeadLetter } from './dead-letter.js'
import { readSchema, type WireEvent } from './events.js'
import { findInvalidMember, isNestedTooDeeply } from './invalid-member.js'
import { findObjects } from './objects.js'

/**
 * The events of a file, or of stdin (`-`), in its order; dead letters as the events that they were.
 *
 * @throws {UsageError} when it cannot be read or holds something else: the path, the line and the number of the event
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
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'it may not be read',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not UTF-8',
}

function explain(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException
  return reasons[code] ?? message
}

import type { IncomingMessage, Server } from 'node:http'
import type { Handler } from '../candidates/candidate.js'
import { dispatch, type RawEvent } from '../candidates/dispatch.js'

/** Servers with a route for deliveries at `path`, by the name of the route. */
export type Routes = Readonly<Record<string, (handler: Handler) => Server | Promise<Server>>>

export const path = '/events'
/** A body limit that is larger than any delivery. */
export const limit = '4mb'
/** How many ids a Set holds before it is cleared: as many as `memoryStore()` remembers. */
const maxIds = 100_000

/** Reads the body of a request as text in the cheapest way. */
export function readText(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => {
      text += chunk
    })
    request.on('end', () => resolve(text))
    request.on('error', reject)
  })
}

/** Handles the events of a parsed body without checks. */
export function dispatchAll(value: unknown, handler: Handler): void {
  for (const event of toEvents(value)) dispatch(event, handler)
}

/** The same without repeated ids. An event whose handler fails is lost. */
export function dispatchOnce(value: unknown, handler: Handler, handledIds: Set<unknown>): void {
  for (const event of toEvents(value)) {
    if (handledIds.has(event.id)) continue
    if (handledIds.size === maxIds) handledIds.clear()
    handledIds.add(event.id)
    dispatch(event, handler)
  }
}

function toEvents(value: unknown): readonly RawEvent[] {
  return Array.isArray(value) ? value : [value as RawEvent]
}

import type { IncomingMessage, Server } from 'node:http'
import type { Handler } from '../contenders/contender.js'
import { dispatch, type RawEvent } from '../contenders/dispatch.js'

/** A server with a route for deliveries at `path`, by the name of what the route is. */
export type Routes = Readonly<Record<string, (handler: Handler) => Server | Promise<Server>>>

export const path = '/events'
/** Where a limit must be named, it is larger than any delivery. */
export const limit = '4mb'
/** How many ids a Set holds before it forgets them all: as many as `memoryStore()` remembers. */
const mostIds = 100_000

/** The body of a request as text, by the cheapest way that there is. */
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

/** Hands out the events of a parsed body, which nobody has checked. */
export function dispatchAll(value: unknown, handler: Handler): void {
  for (const event of toEvents(value)) dispatch(event, handler)
}

/** The same, but no event whose id was seen before. One whose handler fails is lost. */
export function dispatchOnce(value: unknown, handler: Handler, seen: Set<unknown>): void {
  for (const event of toEvents(value)) {
    if (seen.has(event.id)) continue
    if (seen.size === mostIds) seen.clear()
    seen.add(event.id)
    dispatch(event, handler)
  }
}

function toEvents(value: unknown): readonly RawEvent[] {
  return Array.isArray(value) ? value : [value as RawEvent]
}

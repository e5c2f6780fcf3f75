import type { IncomingMessage, Server } from 'node:http'
import type { Handler } from '../contenders/contender.js'
import { dispatch, type RawEvent } from '../contenders/dispatch.js'

/** A server with a route for deliveries at `path`, by the name of what the route is. */
export type Routes = Readonly<Record<string, (handler: Handler) => Server | Promise<Server>>>

export const path = '/events'
/** Where a limit must be named, it is larger than any delivery. */
export const limit = '4mb'

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
  for (const event of Array.isArray(value) ? value : [value]) dispatch(event as RawEvent, handler)
}

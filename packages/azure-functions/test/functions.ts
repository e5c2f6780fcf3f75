import type { HttpRequest, HttpRequestInit, InvocationContext, InvocationContextInit } from '@azure/functions'

// The real classes. They warn when they are loaded without a Functions host.

const { warn } = console
console.warn = () => {}
const functions = await import('@azure/functions')
console.warn = warn

type Functions = typeof functions
const { HttpRequest: Request, InvocationContext: Context } = (
  functions as unknown as { readonly default: Functions }
).default

/** A request with a buffered body, as the host creates it. */
export const toHttpRequest = (init: HttpRequestInit): HttpRequest => new Request(init)

/** A request with a streamed body, as the worker creates it with HTTP streams: it wraps a `Request`. */
export const toStreamRequest = (request: globalThis.Request): HttpRequest =>
  new Request({ nativeRequest: request } as HttpRequestInit)

/** An invocation that records its log. */
export function createInvocation(lines: unknown[][] = []): InvocationContext {
  const init: InvocationContextInit = {
    functionName: 'events',
    logHandler: (...line) => void lines.push(line),
  }
  return new Context(init)
}

import type { HttpRequest, HttpRequestInit, InvocationContext, InvocationContextInit } from '@azure/functions'

// The real classes, which say when they are loaded that there is no host around them.

const { warn } = console
console.warn = () => {}
const functions = await import('@azure/functions')
console.warn = warn

type Functions = typeof functions
const { HttpRequest: Request, InvocationContext: Context } = (
  functions as unknown as { readonly default: Functions }
).default

/** A request as the host makes it of a body that it has read. */
export const toHttpRequest = (init: HttpRequestInit): HttpRequest => new Request(init)

/** A request as the worker makes it with HTTP streams: around a `Request`. */
export const toStreamRequest = (request: globalThis.Request): HttpRequest =>
  new Request({ nativeRequest: request } as HttpRequestInit)

/** An invocation, and what it logs goes to a list. */
export function createInvocation(lines: unknown[][] = []): InvocationContext {
  const init: InvocationContextInit = {
    functionName: 'events',
    logHandler: (...line) => void lines.push(line),
  }
  return new Context(init)
}

/** Calls a function in the asynchronous context in which this was made. */
export type InContext = <Args extends unknown[], Result>(
  action: (...args: Args) => Result,
  ...args: Args
) => Result

/**
 * Keeps what `AsyncLocalStorage` holds here, such as the id of a request or its span, for what is called from elsewhere
 * later. Where there is no such thing, nothing is kept.
 * @see https://nodejs.org/api/async_context.html#static-method-asynclocalstoragesnapshot
 */
export function captureContext(): InContext {
  // Found at run time, since not every runtime has it: an import could not be left out.
  const { AsyncLocalStorage } = globalThis.process?.getBuiltinModule?.('node:async_hooks') ?? {}
  return AsyncLocalStorage?.snapshot() ?? ((action, ...args) => action(...args))
}

/** Whether a value is a promise or has a `then` method, as a promise of another library or a Workers RPC result has. */
export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  const mayHaveThen = (typeof value === 'object' && value !== null) || typeof value === 'function'
  return mayHaveThen && typeof (value as PromiseLike<unknown>).then === 'function'
}

/**
 * Whether a value is a promise or works like one. What is not need not be awaited, and an `await` is not free. A function
 * may be one too, as the promises of RPC on Workers are.
 */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  const mayBe = (typeof value === 'object' && value !== null) || typeof value === 'function'
  return mayBe && typeof (value as PromiseLike<unknown>).then === 'function'
}

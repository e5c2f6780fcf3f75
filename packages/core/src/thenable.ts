/**
 * Whether a value is a promise or works like one. What is not need not be awaited, and an `await` is not free. A function
 * may be one too, as the promises of RPC on Workers are.
 */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  const mayBe = (typeof value === 'object' && value !== null) || typeof value === 'function'
  return mayBe && typeof (value as PromiseLike<unknown>).then === 'function'
}

/** `then` as `await` does it. One that a promise has of its own may call back at once, or twice, or return nothing. */
export function react<Value, Result>(
  promise: PromiseLike<Value>,
  onFulfilled: (value: Value) => Result,
  onRejected?: (error: unknown) => Result,
): Promise<Result> {
  return Promise.prototype.then.call(Promise.resolve(promise), onFulfilled, onRejected) as Promise<Result>
}

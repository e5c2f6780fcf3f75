/** Whether a value is a promise or works like one. What is not need not be awaited, and an `await` is not free. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

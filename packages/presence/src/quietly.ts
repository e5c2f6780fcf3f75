import { isPromiseLike } from '@signalr-events/internal'

/** A listener that throws or rejects must not stop the work, nor the process. */
export function quietly<Values extends readonly unknown[]>(
  listener: (...values: Values) => unknown,
): (...values: Values) => void {
  return (...values) => {
    try {
      const result = listener(...values)
      if (isPromiseLike(result)) result.then(undefined, (cause) => console.error(cause))
    } catch (cause) {
      console.error(cause)
    }
  }
}

import { isPromiseLike } from '@signalr-events/internal'

/** A listener that throws or rejects must not stop the work, nor the process. */
export function quietly<Value>(listener: (value: Value) => unknown): (value: Value) => void {
  return (value) => {
    try {
      const result = listener(value)
      if (isPromiseLike(result)) result.then(undefined, (cause) => console.error(cause))
    } catch (cause) {
      console.error(cause)
    }
  }
}

/** Whether a value is not there yet. */
export function isPending<Value>(value: Value | Promise<Value>): value is Promise<Value> {
  return typeof (value as Partial<Promise<Value>> | undefined)?.then === 'function'
}

/** Goes on after an action: at once if it has returned a value or thrown, or when its promise has settled. */
export function whenThere<Value, Outcome>(
  action: () => Value | Promise<Value>,
  then: (value: Value) => Outcome | Promise<Outcome>,
  failed: (error: unknown) => Outcome | Promise<Outcome>,
): Outcome | Promise<Outcome> {
  let value: Value | Promise<Value>
  try {
    value = action()
  } catch (error) {
    return failed(error)
  }
  return isPending(value) ? value.then(then, failed) : then(value)
}

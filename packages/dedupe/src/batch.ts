/** A timer of 0 ms takes 1 ms at least; workerd has nothing else. */
const afterTurn = globalThis.setImmediate ?? ((callback) => setTimeout(callback, 0))

/**
 * Calls `send` once for all keys that come in one turn of the event loop: a batch of 500 events that were handled
 * costs one round trip, not 500.
 */
export function createBatch(
  send: (keys: readonly string[]) => void | Promise<void>,
): (key: string) => Promise<void> {
  let keys: string[] = []
  let sent: Promise<void> | undefined

  async function flush(): Promise<void> {
    await new Promise<void>((resolve) => afterTurn(resolve))
    const batch = keys
    keys = []
    sent = undefined
    await send(batch)
  }

  return (key) => {
    keys.push(key)
    sent ??= flush()
    return sent
  }
}

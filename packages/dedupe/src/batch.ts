/**
 * Calls `send` once for all keys that come in one turn of the event loop: a batch of 500 events that were handled
 * costs one round trip, not 500.
 */
export function createBatch(
  send: (keys: readonly string[]) => Promise<void>,
): (key: string) => Promise<void> {
  let keys: string[] = []
  let sent: Promise<void> | undefined

  async function flush(): Promise<void> {
    await new Promise<void>((resolve) => setTimeout(resolve, 0))
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

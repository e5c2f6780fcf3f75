/** Runs a callback after the current turn of the event loop. Workers have no `setImmediate`. */
const afterTurn = globalThis.setImmediate ?? ((callback) => setTimeout(callback, 0))

/** Sends a key, with the others of its turn. They share the promise. */
export type Send = (key: string) => Promise<void>

/** What is sent to the store for all deliveries. */
export interface Batches {
  readonly mark: Send
  readonly release: Send
}

/**
 * Sends the keys of one turn of the event loop in one call: a batch of 500 events whose handlers end together costs
 * one round trip.
 */
export function batchCalls(send: (keys: readonly string[]) => Promise<void>): Send {
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

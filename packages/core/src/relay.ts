/**
 * Makes signals that abort when another does, one for each that asks: a thousand handlers that listen to the same
 * signal look like a leak to Node. (`AbortSignal.any` keeps each that has a listener until it aborts, for ever.)
 */
export function createRelay(signal: AbortSignal): () => AbortSignal {
  const relays = new Set<AbortController>()
  signal.addEventListener('abort', () => {
    for (const relay of relays) relay.abort(signal.reason)
  })
  return () => {
    const relay = new AbortController()
    if (signal.aborted) relay.abort(signal.reason)
    else relays.add(relay)
    return relay.signal
  }
}

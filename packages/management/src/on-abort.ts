const listeners = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Runs a function when a signal aborts. Returns a function that takes it back.
 *
 * All calls with one signal share one listener: from the eleventh on, Node warns of a leak, and a delivery may well add
 * a connection to more groups than that.
 */
export function onAbort(signal: AbortSignal, run: () => void): () => void {
  const runs = listeners.get(signal) ?? listen(signal)
  runs.add(run)
  return () => runs.delete(run)
}

function listen(signal: AbortSignal): Set<() => void> {
  const runs = new Set<() => void>()
  listeners.set(signal, runs)
  signal.addEventListener('abort', () => {
    for (const run of runs) run()
  })
  return runs
}

import { createHash } from 'node:crypto'
import { setTimeout as work } from 'node:timers/promises'

/**
 * Creates handlers that take time and sometimes fail, and an outermost middleware. They write to the journal. A run is
 * one call of a handler: `start`, then `end` or `fail`, and `mark` when the inner middleware has finished, because then
 * the store has confirmed it.
 */
export function createRecorder(write, { seed, failures, work: { least, most } }) {
  const runs = new WeakMap()
  const passing = new Set()
  let count = 0

  /** Between 0 and 1, the same for the same event and attempt in every process. */
  function chance(...words) {
    const hash = createHash('sha256').update([seed, ...words].join(' '))
    return hash.digest().readUInt32BE() / 2 ** 32
  }

  async function handle(event, { delivery }) {
    const { type, id, connectionId } = event
    const run = ++count
    runs.set(event, run)
    write('start', run, `${type}/${id}/${connectionId}`, delivery.receivedAt)
    await work(least + (most - least) * chance(type, id))
    if (chance(type, id, delivery.attempt) < failures) {
      write('fail', run)
      throw new Error('an injected failure')
    }
    write('end', run)
  }

  async function pass(event, next) {
    await next()
    if (runs.has(event)) write('mark', runs.get(event))
  }

  return {
    handlers: { connected: handle, disconnected: handle },

    middleware(event, _context, next) {
      const passed = pass(event, next).finally(() => passing.delete(passed))
      passing.add(passed)
      return passed
    },

    /** Resolves when nothing runs, answered or not. */
    async whenIdle() {
      await Promise.allSettled(passing)
    },
  }
}

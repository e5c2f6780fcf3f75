import { EntraError } from './errors.js'

/** How long after a fetch no other one starts, if any keys are known, in milliseconds. */
const COOL_DOWN_MS = 30_000
/** How long keys are used before they are fetched again, in milliseconds. */
const FRESH_MS = 10 * 60_000
/** How long keys are used while the key server fails, in milliseconds. Entra asks for a fetch at least once a day. */
const USABLE_MS = 24 * 60 * 60_000

/** Decides when keys are fetched. */
export interface Refresh {
  /** The present moment, for {@link Refresh.ifNotSince}. */
  mark(): number
  /** Fetches old keys again. @throws {EntraError} when that fails and no usable keys are left */
  ifOld(): Promise<void>
  /**
   * Sees to it that the keys are fetched after a moment. Resolves with `undefined`, or with the reason if that fails or
   * may not be tried so soon. A fetch that is under way is waited for in any case: it may bring the key.
   */
  ifNotSince(mark: number): Promise<EntraError | undefined>
}

export function createRefresh(fetchKeys: () => Promise<void>): Refresh {
  // Fetches are numbered, since clocks are too coarse to say which of two moments came first.
  let asked = 0
  let answered = 0
  let askedAt = Number.NEGATIVE_INFINITY
  let answeredAt = Number.NEGATIVE_INFINITY
  let failure: EntraError | undefined
  let pending: Promise<void> | undefined

  const age = (): number => since(answeredAt)
  const isCoolingDown = (): boolean => since(askedAt) < COOL_DOWN_MS

  async function start(): Promise<void> {
    asked++
    askedAt = Date.now()
    try {
      await fetchKeys()
      answered = asked
      answeredAt = Date.now()
      failure = undefined
    } catch (cause) {
      failure = new EntraError('KEYS_UNAVAILABLE', { cause })
      throw failure
    } finally {
      pending = undefined
    }
  }

  /** One fetch at a time, which all that need it wait for. */
  function refresh(): Promise<void> {
    pending ??= start()
    return pending
  }

  return {
    mark: () => asked,

    async ifOld() {
      if (age() >= USABLE_MS) await refresh()
      // If this fails, the keys known so far are used.
      else if (age() >= FRESH_MS && !isCoolingDown()) await refresh().catch(() => {})
    },

    async ifNotSince(mark) {
      const mayFetch = pending !== undefined || !isCoolingDown()
      if (answered <= mark && mayFetch) await refresh().catch(() => {})
      return answered > mark ? undefined : (failure ?? new EntraError('KEYS_COOLING_DOWN'))
    },
  }
}

/** Milliseconds since a time. If the clock was set back, nobody knows: then it is long ago. */
function since(time: number): number {
  const ms = Date.now() - time
  return ms < 0 ? Number.POSITIVE_INFINITY : ms
}

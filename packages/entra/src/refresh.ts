import type { RemoteJWKSet } from 'jose'
import { EntraError } from './errors.js'

/** After keys were asked for, how long they are not asked for again if any are known, in milliseconds. */
const coolDown = 30_000
/** How long keys are taken for the present ones, in milliseconds. */
const freshFor = 10 * 60_000
/** How long keys still count while the key server fails, in milliseconds. Entra wants a look at least once a day. */
const usableFor = 24 * 60 * 60_000

/** Decides when keys are fetched. */
export interface Refresh {
  /** The present moment, for {@link Refresh.ifNotSince}. */
  mark(): number
  /** Fetches old keys anew. @throws {EntraError} when that fails and there are none to go on with */
  ifOld(): Promise<void>
  /**
   * Sees to it that the keys were asked for after a moment.
   *
   * @throws {EntraError} when that fails, or may not be tried so soon
   */
  ifNotSince(mark: number): Promise<void>
}

export function createRefresh(set: Pick<RemoteJWKSet, 'reload' | 'reloading'>): Refresh {
  // Fetches are numbered, since clocks are too coarse to tell what came first.
  let asked = 0
  let answered = 0
  let askedAt = Number.NEGATIVE_INFINITY
  let answeredAt = Number.NEGATIVE_INFINITY
  let failure: EntraError | undefined

  const age = (): number => Date.now() - answeredAt
  const isCoolingDown = (): boolean => Date.now() - askedAt < coolDown

  async function refresh(): Promise<void> {
    if (!set.reloading) {
      asked++
      askedAt = Date.now()
    }
    const number = asked
    try {
      await set.reload()
    } catch (cause) {
      failure = new EntraError('KEYS_UNAVAILABLE', { cause })
      throw failure
    }
    answered = Math.max(answered, number)
    answeredAt = Date.now()
    failure = undefined
  }

  return {
    mark: () => asked,

    async ifOld() {
      if (age() >= usableFor) await refresh()
      // The keys known so far will do when this fails.
      else if (age() >= freshFor && !isCoolingDown()) await refresh().catch(() => {})
    },

    async ifNotSince(mark) {
      if (answered <= mark && !isCoolingDown()) await refresh()
      if (answered <= mark) throw failure ?? new EntraError('KEYS_COOLING_DOWN')
    },
  }
}

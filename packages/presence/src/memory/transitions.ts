import type { ClaimedTransition } from '../store.js'

type UserState = ClaimedTransition['state']

/** A user's transition that is to be handled. */
interface Outstanding {
  state: UserState
  number: number
  /** The state that was handed out last, if one was. */
  handedOut: UserState | undefined
  token: number
  attempts: number
  /** When it is handed out next, in milliseconds since 1970. */
  dueAt: number
}

/**
 * At most one outstanding transition per user. One that nobody has seen is cancelled by its opposite. One that was handed
 * out is replaced by its successor, which waits for the end of the lease: handlers of one user never overlap.
 */
export class Transitions {
  readonly #outstanding = new Map<string, Outstanding>()

  get size(): number {
    return this.#outstanding.size
  }

  has(userId: string): boolean {
    return this.#outstanding.has(userId)
  }

  report(userId: string, state: UserState, number: number, now: number): void {
    const known = this.#outstanding.get(userId)
    if (known === undefined) {
      // Tokens go on from the number, so that none is of an earlier transition.
      const fresh = { handedOut: undefined, token: number, attempts: 0, dueAt: now }
      this.#outstanding.set(userId, { state, number, ...fresh })
    } else if (known.handedOut === undefined) this.#outstanding.delete(userId)
    else Object.assign(known, { state, number, attempts: 0 })
  }

  claim(now: number, lease: number, limit: number): Omit<ClaimedTransition, 'lastSeen'>[] {
    const due = [...this.#outstanding].filter(([, { dueAt }]) => dueAt <= now)
    due.sort(([, a], [, b]) => a.dueAt - b.dueAt)
    return due.slice(0, limit).map(([userId, each]) => {
      each.token++
      each.attempts++
      each.handedOut = each.state
      each.dueAt = now + lease
      return { userId, state: each.state, number: each.number, token: each.token, attempt: each.attempts }
    })
  }

  settle(userId: string, token: number, now: number, retryMs: number | undefined): void {
    const known = this.#outstanding.get(userId)
    if (known?.token !== token) return
    if (retryMs !== undefined) known.dueAt = now + retryMs
    else if (known.state === known.handedOut) this.#outstanding.delete(userId)
    else Object.assign(known, { handedOut: undefined, dueAt: now })
  }

  forget(userId: string): void {
    this.#outstanding.delete(userId)
  }

  /** When the next one is due, in milliseconds since 1970. */
  nextAt(): number {
    let next = Number.POSITIVE_INFINITY
    for (const { dueAt } of this.#outstanding.values()) next = Math.min(dueAt, next)
    return next
  }
}

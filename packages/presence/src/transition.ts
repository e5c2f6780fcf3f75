/** A user who has come online or gone offline. */
export interface Transition {
  /** The same at every attempt, and never used again. Use it to make your work idempotent. */
  readonly id: string
  /** In lower case. */
  readonly hubName: string
  /** The user. */
  readonly userId: string
  /** When the user came online, or when the grace period ended, by the clock of the store. */
  readonly at: Date
  /** The number of the attempt, from 1. */
  readonly attempt: number
  /** When the user was last seen, if that is known. */
  readonly lastSeen: Date | undefined
}

/** The second argument of handlers of transitions. */
export interface TransitionContext {
  /** Aborts when the lease ends: from then on another instance may handle the same user. */
  readonly signal: AbortSignal
}

/** Handles a transition. If it throws or rejects, it is called again later, by any instance. */
export type TransitionHandler = (transition: Transition, context: TransitionContext) => unknown

import type { Ask } from './ask.js'
import { PresenceError, type PresenceErrorContext, type ReportFailure } from './errors.js'
import { type Session, toSessionWithoutEvent } from './sessions.js'
import type { ChangeOptions, Claim, ClaimedTransition, EndedWithoutEvent, PresenceStore } from './store.js'
import type { Transition, TransitionHandler } from './transition.js'
import { waitAtMost } from './wait.js'

/** How many transitions of a hub an instance handles at once. */
const LIMIT = 100
const MAX_RETRY_MS = 60_000
/** How long closing waits for handlers and `sessions`, in milliseconds. */
const CLOSE_MS = 1_000

export interface TransitionSettings {
  readonly store: PresenceStore
  readonly ask: Ask
  readonly change: ChangeOptions
  readonly handlers: Readonly<Record<ClaimedTransition['state'], TransitionHandler | undefined>>
  readonly sessions: ((sessions: readonly Session[]) => unknown) | undefined
  /** Milliseconds, as {@link PresenceOptions} says. */
  readonly lease: number
  readonly retry: number
  readonly onError: ReportFailure
  /** Is called when an instance that handled as many transitions as it can has room again. */
  readonly onRoom: (hub: string) => void
}

/** Ends grace that is over, and calls handlers. */
export interface Transitions {
  /** Does what is due in a hub, and resolves with the milliseconds until the next is due, if one is. */
  run(hub: string): Promise<number | undefined>
  /** Waits for running handlers up to a second, then gives what still runs to other instances. */
  close(): Promise<void>
}

/** A handler that runs. */
interface Running {
  readonly hub: string
  readonly claimed: ClaimedTransition
  readonly controller: AbortController
  readonly ended: Promise<void>
}

export function createTransitions(settings: TransitionSettings): Transitions {
  const { store, ask, change, handlers, sessions, lease, retry, onError, onRoom } = settings
  const running = new Set<Running>()
  /** What is handed over to `sessions` now, by hub. */
  const handingOver = new Map<string, Promise<void>>()
  /** Stops waiting for leases to end. */
  const waiting = new Set<() => void>()
  let isClosed = false
  /** Hubs of which a claim was answered, and whether other options were reported. */
  const claimedHubs = new Map<string, boolean>()

  const settle = (hub: string, { userId, token }: ClaimedTransition, retryMs?: number) =>
    // If it cannot be settled, the lease ends and the transition is handled again.
    ask(() => store.settle(hub, userId, token, retryMs)).catch((error) => onError(error, { hubName: hub }))

  const reportHandler = (cause: unknown, context: Partial<PresenceErrorContext>) =>
    onError(new PresenceError('HANDLER_FAILED', { cause }), context)

  async function handle(hub: string, claimed: ClaimedTransition, signal: AbortSignal): Promise<void> {
    try {
      await handlers[claimed.state]?.(toTransition(hub, claimed), { signal })
      await settle(hub, claimed)
    } catch (cause) {
      reportHandler(cause, toContext(hub, claimed))
      await settle(hub, claimed, Math.min(retry * 2 ** (claimed.attempt - 1), MAX_RETRY_MS))
    }
  }

  /** @returns stops waiting */
  function onLeaseEnd(
    leaseMs: number,
    context: Partial<PresenceErrorContext>,
    release: () => void,
  ): () => void {
    const timer = setTimeout(() => {
      release()
      const cause = new Error(`${context.handler} has not ended within the lease of ${lease} ms`)
      reportHandler(cause, context)
    }, leaseMs)
    timer.unref?.()
    const stop = () => {
      clearTimeout(timer)
      waiting.delete(stop)
    }
    waiting.add(stop)
    return stop
  }

  const countRunning = (hub: string) => [...running].filter((each) => each.hub === hub).length

  /** @param leaseMs how much is left of the lease */
  function start(hub: string, claimed: ClaimedTransition, leaseMs: number): void {
    const controller = new AbortController()
    const release = () => {
      stopWaiting()
      if (countRunning(hub) >= LIMIT) onRoom(hub)
      running.delete(each)
    }
    // One that never ends is called again and again, and must not keep the others from being called.
    const stopWaiting = onLeaseEnd(leaseMs, toContext(hub, claimed), () => {
      controller.abort()
      release()
    })
    const ended = handle(hub, claimed, controller.signal).finally(release)
    const each = { hub, claimed, controller, ended }
    running.add(each)
  }

  /** Hands over connections that ended without an event. What fails is handed over again with a later claim. */
  async function handOver(hub: string, ended: readonly EndedWithoutEvent[]): Promise<void> {
    try {
      await sessions?.(ended.map((each) => toSessionWithoutEvent(hub, each)))
    } catch (cause) {
      return reportHandler(cause, { hubName: hub, handler: 'sessions' })
    }
    const records = ended.map(({ connection, record }) => ({ connectionId: connection.connectionId, record }))
    await ask(() => store.taken(hub, records)).catch((error) => onError(error, { hubName: hub }))
  }

  /** One list of a hub at a time, for a lease at most. Nothing waits for it, since `sessions` may take long. */
  function startHandOver(hub: string, ended: readonly EndedWithoutEvent[]): void {
    if (sessions === undefined || ended.length === 0 || handingOver.has(hub)) return
    const release = () => {
      stopWaiting()
      if (handingOver.get(hub) === handedOver) handingOver.delete(hub)
    }
    const stopWaiting = onLeaseEnd(lease, { hubName: hub, handler: 'sessions' }, release)
    const handedOver = handOver(hub, ended).finally(release)
    handingOver.set(hub, handedOver)
  }

  async function claim(hub: string, limit: number): Promise<Claim> {
    const asked = (async () => store.claim(hub, { ...change, lease, limit }))()
    return ask(() => asked).catch((error) => {
      // The claim may still arrive at the store: what it hands out goes to others at once.
      asked.then(
        ({ transitions: late }) => late.map((each) => settle(hub, each, 0)),
        () => {},
      )
      throw error
    })
  }

  /** The options before the first claim may be those of an instance that this one has replaced. */
  function checkOptions(hub: string, differ: boolean): void {
    const isReported = claimedHubs.get(hub)
    if (isReported === false && differ) onError(new PresenceError('OPTIONS_DIFFER'), { hubName: hub })
    claimedHubs.set(hub, isReported === true || (isReported === false && differ))
  }

  return {
    async run(hub) {
      const limit = Math.max(LIMIT - countRunning(hub), 0)
      const claimedAt = performance.now()
      const { transitions, ended, next, optionsDiffer } = await claim(hub, limit)
      if (isClosed) {
        await Promise.all(transitions.map((each) => settle(hub, each, 0)))
        return undefined
      }
      checkOptions(hub, optionsDiffer)
      const leaseMs = Math.max(lease - (performance.now() - claimedAt), 0)
      for (const claimed of transitions) start(hub, claimed, leaseMs)
      startHandOver(hub, ended)
      // Without room, a handler that ends asks again.
      if (countRunning(hub) >= LIMIT) return undefined
      return next
    },
    async close() {
      isClosed = true
      const ended = [...running].map((each) => each.ended)
      await waitAtMost(CLOSE_MS, Promise.all([...ended, ...handingOver.values()]))
      for (const stopWaiting of waiting) stopWaiting()
      for (const { controller } of running) controller.abort()
      await Promise.all([...running].map(({ hub, claimed }) => settle(hub, claimed, 0)))
    },
  }
}

function toContext(hub: string, claimed: ClaimedTransition): PresenceErrorContext {
  const handler = claimed.state === 'online' ? 'onUserOnline' : 'onUserOffline'
  return { hubName: hub, handler, transition: toTransition(hub, claimed) }
}

function toTransition(hub: string, { userId, number, attempt, lastSeen }: ClaimedTransition): Transition {
  return {
    id: `${hub}/${number}`,
    hubName: hub,
    userId,
    at: new Date(number / 1000),
    attempt,
    lastSeen: lastSeen === undefined ? undefined : new Date(lastSeen),
  }
}

import type { Cutoff } from './cutoff.js'
import { WebhookError } from './errors.js'

/** Cuts deliveries that are not answered in time. */
export interface Deadline {
  /** Begins to watch a delivery that runs. */
  watch(cutoff: Cutoff): void
  /** Lets go of a delivery that does not run any more. */
  unwatch(cutoff: Cutoff): void
}

/**
 * @param ms the time that a delivery has once it waits, in milliseconds; 0 for as long as it takes
 * @param running the deliveries that run, oldest first
 */
export function createDeadline(ms: number, running: ReadonlyMap<Cutoff, unknown>): Deadline {
  if (ms === 0) return { watch() {}, unwatch() {} }
  return keepsTimers() ? createShared(ms, running) : createSeparate(ms)
}

/** Whether a timer lives as long as the process. On Workers it ends with the request that has set it. */
function keepsTimers(): boolean {
  const { navigator, process } = globalThis
  // Node has a navigator since 21. What nobody knows is taken for a Worker.
  return /^(node|bun)/i.test(navigator?.userAgent ?? process?.release?.name ?? '')
}

/** A timer for each. */
function createSeparate(ms: number): Deadline {
  const timers = new Map<Cutoff, unknown>()
  return {
    watch(cutoff) {
      const timer = setTimeout(() => cut(cutoff), ms)
      timers.set(cutoff, timer)
    },
    unwatch(cutoff) {
      clearTimeout(timers.get(cutoff))
      timers.delete(cutoff)
    },
  }
}

/**
 * One timer for all, for the oldest that ran when it was set: to set and to clear one for each takes Node longer than
 * to parse, check and hand out an event. It keeps the process alive as long as deliveries run.
 */
function createShared(ms: number, running: ReadonlyMap<Cutoff, unknown>): Deadline {
  let timer: { ref(): void; unref(): void } | undefined

  function setFor({ due }: Cutoff, now: number): void {
    // Timers may fire a moment early. And this one must not keep the delivery alive, which may end long before.
    const fire = () => cutDue(Math.max(due, performance.now()))
    timer = setTimeout(fire, due - now) as typeof timer
  }

  function cutDue(now: number): void {
    for (const cutoff of running.keys()) {
      if (cutoff.due > now) {
        setFor(cutoff, now)
        return
      }
      cut(cutoff)
    }
    // No earlier: whoever listens to a cut may begin a delivery, which the loop comes to.
    timer = undefined
  }

  return {
    watch(cutoff) {
      const now = performance.now()
      cutoff.due = now + ms
      if (timer === undefined) setFor(cutoff, now)
      else if (running.size === 1) timer.ref()
    },
    unwatch() {
      if (running.size === 0) timer?.unref()
    },
  }
}

function cut(cutoff: Cutoff): void {
  cutoff.cut(new WebhookError('DEADLINE_PASSED'))
}

import { sleep } from '@signalr-events/internal'

/** Resolves when work has ended, or after `ms` milliseconds. The work itself goes on. */
export async function waitAtMost(ms: number, work: Promise<unknown>): Promise<void> {
  const waiting = new AbortController()
  try {
    await Promise.race([work, sleep(ms, waiting.signal)])
  } finally {
    waiting.abort()
  }
}

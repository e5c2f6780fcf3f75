import { sleep } from '@signalr-events/internal'

/** A call is repeated at most this often. */
export const maxRetries = 3

/** Statuses after which the same call may succeed. */
const transient = [408, 429, 500, 502, 503, 504]

/** What came of an attempt: an answer, or `undefined` if none arrived. */
export type Attempt = Pick<Response, 'status' | 'headers'> | undefined

/** How Node names the failure to open a connection. Other runtimes have other names, which count as sent. */
const unopened = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']

/** Whether a failure of `fetch` means that nothing was sent. */
export function isUnsent(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && unopened.includes(String(cause.code))
}

/**
 * Whether to repeat a call. Sending again what may have been sent would show clients a message twice, so after
 * anything but 429 only idempotent calls are repeated.
 */
export function isRepeatable(attempt: Attempt, isIdempotent: boolean): boolean {
  if (attempt?.status === 429) return true
  return isIdempotent && (attempt === undefined || transient.includes(attempt.status))
}

/** How long to wait before a repetition, in milliseconds: what the service asks for, or 100, 200, 400 with jitter. */
export function toDelay(attempt: Attempt, retries: number): number {
  return readRetryAfter(attempt?.headers.get('retry-after')) ?? 100 * 2 ** retries * (0.5 + Math.random() / 2)
}

/**
 * `Retry-After` in milliseconds, given as seconds or as a date. `undefined` for anything else, which `Date.parse` may
 * read as a date, and for a date of the past: the clocks differ then.
 */
function readRetryAfter(value: string | null | undefined): number | undefined {
  if (value == null) return undefined
  if (/^\d+$/.test(value)) return Number(value) * 1000
  const ms = /^[A-Z][a-z]+, .* GMT$/.test(value) ? Date.parse(value) - Date.now() : 0
  return ms > 0 ? ms : undefined
}

/** Waits for some milliseconds. @throws the reason of the signal, as soon as it aborts */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, signal)
  signal.throwIfAborted()
}

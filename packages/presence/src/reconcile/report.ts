import { PresenceError, type PresenceErrorCode } from '../errors.js'

const MINUTE_MS = 60_000

/** Reports an error, but of the same `what` once a minute. */
export type Report = (code: PresenceErrorCode, details?: { readonly cause?: unknown }, what?: string) => void

export function createReport(onError: (error: PresenceError) => void): Report {
  const reportedAt = new Map<string, number>()
  return (code, details = {}, what = '') => {
    const now = performance.now()
    const key = `${code} ${what}`
    if (now - (reportedAt.get(key) ?? Number.NEGATIVE_INFINITY) < MINUTE_MS) return
    reportedAt.set(key, now)
    onError(new PresenceError(code, details))
  }
}

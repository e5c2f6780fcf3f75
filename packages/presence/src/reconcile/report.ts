import { PresenceError, type PresenceErrorCode, type ReportFailure } from '../errors.js'

const MINUTE_MS = 60_000

/** Reports an error, of a hub or of all, but once a minute. */
export type Report = (
  code: PresenceErrorCode,
  details?: { readonly cause?: unknown },
  hubName?: string,
) => void

export function createReport(onError: ReportFailure): Report {
  const reportedAt = new Map<string, number>()
  return (code, details = {}, hubName) => {
    const now = performance.now()
    const key = `${code} ${hubName}`
    if (now - (reportedAt.get(key) ?? Number.NEGATIVE_INFINITY) < MINUTE_MS) return
    reportedAt.set(key, now)
    onError(new PresenceError(code, details), { hubName })
  }
}

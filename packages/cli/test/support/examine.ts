import { type ExamineOptions, examine } from '../../src/doctor/examine.js'
import type { Report } from '../../src/doctor/report.js'

/** Examines a webhook with the defaults of the command, but holds bodies back for a shorter time. */
export function examineQuickly(url: URL, options: Partial<ExamineOptions> = {}): Promise<Report> {
  return examine(url, {
    ...{ hub: 'doctor', headers: {}, timeoutMs: 30_000, holdMs: 50, handshakeOnly: false },
    ...options,
  })
}

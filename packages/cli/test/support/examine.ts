import { type ExamineOptions, examine } from '../../src/doctor/examine.js'
import type { Report } from '../../src/doctor/report.js'

/** Examines a webhook as the command does unless told otherwise, but holds bodies back for a shorter time. */
export function examineSoon(url: URL, options: Partial<ExamineOptions> = {}): Promise<Report> {
  return examine(url, {
    ...{ hub: 'doctor', headers: {}, timeoutMs: 30_000, holdMs: 50, handshakeOnly: false },
    ...options,
  })
}

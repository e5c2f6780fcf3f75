import type { FindingCode } from './findings.js'
import { fromBurst, fromCheck } from './rules/check.js'
import { fromConnection, fromTimeout } from './rules/connection.js'
import { fromOptions } from './rules/options.js'
import { fromOwnCode } from './rules/own-code.js'
import type { Failure, Rule } from './rules/rule.js'
import { fromStatus } from './rules/status.js'
import { fromValidation } from './rules/validation.js'

/** The rules, the most specific first. */
const rules: readonly Rule[] = [
  fromTimeout,
  fromBurst,
  fromOwnCode,
  fromCheck,
  fromConnection,
  fromOptions,
  fromValidation,
  fromStatus,
]

/** Finds the cause of a failed check. */
export function diagnose(failure: Failure): FindingCode {
  for (const rule of rules) {
    const code = rule(failure)
    if (code !== undefined) return code
  }
  return 'UNEXPECTED_ANSWER'
}

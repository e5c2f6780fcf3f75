import { authorization } from './authorization.js'
import { badInput } from './bad-input.js'
import { blackBoxDeliveries } from './black-box-deliveries.js'
import { blackBoxHandshakes } from './black-box-handshakes.js'
import type { Check } from './check.js'
import { deletions } from './deletions.js'
import { deliveries } from './deliveries.js'
import { handshakes } from './handshakes.js'
import { outcomes } from './outcomes.js'
import { passThrough } from './pass-through.js'
import type { BlackBoxCheck } from './receiver.js'

/** Every check of a subject, in the order of the pipeline. */
export const checks: readonly Check[] = [
  ...handshakes,
  ...authorization,
  ...deliveries,
  ...outcomes,
  ...deletions,
  ...badInput,
  ...passThrough,
]

/** Checks that read answers only, so that they run against any Event Grid webhook. */
export const blackBoxChecks: readonly BlackBoxCheck[] = [...blackBoxHandshakes, ...blackBoxDeliveries]

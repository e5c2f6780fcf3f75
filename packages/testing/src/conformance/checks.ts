import { authorization } from './authorization.js'
import { badInput } from './bad-input.js'
import type { Check } from './check.js'
import { deletions } from './deletions.js'
import { deliveries } from './deliveries.js'
import { handshakes } from './handshakes.js'
import { neighbours } from './neighbours.js'
import { outcomes } from './outcomes.js'
import { outsideDeliveries } from './outside-deliveries.js'
import { outsideHandshakes } from './outside-handshakes.js'
import type { OutsideCheck } from './receiver.js'

/** Every check on a subject, in the order of the pipeline. */
export const checks: readonly Check[] = [
  ...handshakes,
  ...authorization,
  ...deliveries,
  ...outcomes,
  ...deletions,
  ...badInput,
  ...neighbours,
]

/** Checks that need no inside view: what any receiver of Event Grid must answer, whoever wrote it. */
export const outsideChecks: readonly OutsideCheck[] = [...outsideHandshakes, ...outsideDeliveries]

import { authorization } from './authorization.js'
import { badInput } from './bad-input.js'
import type { Check } from './check.js'
import { deletions } from './deletions.js'
import { deliveries } from './deliveries.js'
import { handshakes } from './handshakes.js'
import { neighbours } from './neighbours.js'
import { outcomes } from './outcomes.js'

/** Every check, in the order of the pipeline. */
export const checks: readonly Check[] = [
  ...handshakes,
  ...authorization,
  ...deliveries,
  ...outcomes,
  ...deletions,
  ...badInput,
  ...neighbours,
]

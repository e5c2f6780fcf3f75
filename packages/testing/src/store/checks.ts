import type { StoreCheck } from './check.js'
import { claims } from './claims.js'
import { completions } from './completions.js'
import { keys } from './keys.js'
import { leases } from './leases.js'
import { lists } from './lists.js'
import { races } from './races.js'
import { releases } from './releases.js'
import { retentions } from './retentions.js'

/** Every check of a store. */
export const storeChecks: readonly StoreCheck[] = [
  ...claims,
  ...completions,
  ...releases,
  ...leases,
  ...retentions,
  ...lists,
  ...keys,
  ...races,
]

import type { PresenceStoreCheck } from '../check.js'
import { changes } from './changes.js'
import { claims } from './claims.js'
import { evidence } from './evidence.js'
import { lastSeen } from './last-seen.js'
import { sessionRecords } from './sessions.js'
import { texts } from './texts.js'
import { transitions } from './transitions.js'
import { unverified } from './unverified.js'
import { users } from './users.js'
import { verdicts } from './verdicts.js'

/** Every check of a presence store. */
export const presenceStoreChecks: readonly PresenceStoreCheck[] = [
  ...evidence,
  ...users,
  ...lastSeen,
  ...texts,
  ...transitions,
  ...claims,
  ...verdicts,
  ...unverified,
  ...sessionRecords,
  ...changes,
]

export { PresenceError, type PresenceErrorCode } from './errors.js'
export { type MemoryPresenceOptions, memoryPresence } from './memory/index.js'
export type { Outcome } from './model.js'
export type { PresenceOptions, Transition, TransitionContext, TransitionHandler } from './options.js'
export type { PageOptions, Pages } from './pages.js'
export { createPresence, type Presence, type PresenceStatus, type User } from './presence.js'
export type {
  Applied,
  Awaitable,
  ChangeOptions,
  Claim,
  ClaimedTransition,
  Connection,
  Count,
  OnlineUser,
  Page,
  PresenceEvent,
  PresenceStore,
  Scanned,
  StoreStatus,
  Verdict,
  VerdictOutcome,
} from './store.js'

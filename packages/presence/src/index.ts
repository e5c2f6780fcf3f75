export { PresenceError, type PresenceErrorCode, type PresenceErrorContext } from './errors.js'
export { type MemoryPresenceOptions, memoryPresence } from './memory/index.js'
export type { Outcome } from './model.js'
export type { PresenceOptions } from './options.js'
export type { PageOptions, Pages, UserPages } from './pages.js'
export { createPresence, type Presence, type PresenceStatus, type User } from './presence.js'
export type { ReconcileOptions, ReconcileResult } from './reconcile/options.js'
export type { PresenceService, ServiceOf } from './reconcile/service.js'
export type { Session } from './sessions.js'
export type {
  Applied,
  Awaitable,
  ChangeOptions,
  Claim,
  ClaimedTransition,
  Connection,
  ConnectionRecord,
  Count,
  EndedConnection,
  EndedWithoutEvent,
  JsonValue,
  OnlineUser,
  Page,
  PresenceEvent,
  PresenceStore,
  StoredChange,
  StoreStatus,
  Verdict,
  VerdictOutcome,
} from './store.js'
export type { Transition, TransitionContext, TransitionHandler } from './transition.js'
export type { Change, WatchOptions } from './watch.js'

export type { StoreCheck } from './check.js'
export { storeChecks } from './checks.js'
export { runStoreChecks, type StoreResult } from './run.js'
export type { Owners, StoreTarget } from './target.js'

export { type Dedupe, dedupe } from './dedupe.js'
export { type MemoryStoreOptions, memoryStore } from './memory.js'
export type { DedupeOptions } from './options.js'
export type { ClaimState, Store } from './store.js'

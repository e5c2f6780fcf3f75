import { createWebhook, drop } from '@signalr-events/core'
import {
  type ClaimState,
  type DedupeOptions,
  dedupe,
  type MemoryStoreOptions,
  memoryStore,
  type Store,
} from '@signalr-events/dedupe'

const limits: MemoryStoreOptions = { max: 1000 }
const store: Store = memoryStore(limits)
const options: DedupeOptions = { store, lease: 60_000, retention: 1000, onStoreError: 'continue' }
const states: readonly ClaimState[] = await store.claim(['key'], 1000)
createWebhook(
  {
    connected() {
      throw drop(states[0])
    },
  },
  { use: [dedupe(options)] },
)

// @ts-expect-error there is no such way
dedupe({ store, onStoreError: 'ignore' })

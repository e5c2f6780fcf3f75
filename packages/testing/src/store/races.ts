import type { Store } from '@signalr-events/dedupe'
import type { StoreCheck } from './check.js'
import { createKeys, equal, longMs } from './expect.js'
import { sources } from './sources.js'

/** Lets all stores claim the same keys at once, every other one in reverse, and expects each key to be new once. */
async function race(stores: readonly Store[]): Promise<void> {
  const keys = createKeys(100)
  const lists = stores.map((_, i) => (i % 2 === 0 ? keys : keys.toReversed()))
  const answers = await Promise.all(stores.map((store, i) => store.claim(lists[i] ?? [], longMs)))
  const news = answers.flatMap((states, i) => (lists[i] ?? []).filter((_, place) => states[place] === 'new'))
  equal(news.sort(), [...keys].sort(), 'keys that were new for a call')
  const others = answers.flat().filter((state) => state !== 'new')
  equal([...new Set(others)], ['running'], 'states that the other calls found')
}

export const races: readonly StoreCheck[] = [
  {
    id: 'race-calls',
    level: 'MUST',
    title: 'When several calls claim a key at the same time, one gets it',
    source: sources.retry,
    owners: 'one',
    async run(target) {
      const store = await target.create()
      for (let round = 0; round < 5; round++) await race(Array<Store>(8).fill(store))
    },
  },
  {
    id: 'race-owners',
    level: 'MUST',
    title: 'When several owners claim a key at the same time, one gets it',
    source: sources.retry,
    owners: 'many',
    async run(target) {
      const stores: Store[] = []
      for (let i = 0; i < 8; i++) stores.push(await target.create())
      for (let round = 0; round < 5; round++) await race(stores)
    },
  },
]

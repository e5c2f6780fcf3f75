import type { StoreCheck } from './check.js'
import { createKeys, equal, expectClaim, expectNewAfter, longMs, shortMs } from './expect.js'
import { sources } from './sources.js'

export const retentions: readonly StoreCheck[] = [
  {
    id: 'retention-outlives-lease',
    level: 'MUST',
    title: 'A key is done for its retention, not for the lease of its claim',
    source: sources.retry,
    owners: 'one',
    async run(target) {
      const store = await target.create()
      // The second key shows when the lease of both has ended.
      const [done = '', running = ''] = createKeys(2)
      const start = performance.now()
      equal(await store.claim([done, running], shortMs), ['new', 'new'], 'first claim')
      await store.done([done], longMs)
      await expectNewAfter(store, running, start, shortMs)
      await expectClaim(store, [done], ['done'], 'claim after the lease')
    },
  },
  {
    id: 'retention-ends',
    level: 'SHOULD',
    title: 'A key is remembered for its retention and forgotten afterwards, so that memory stays bounded',
    source: sources.retry,
    owners: 'one',
    async run(target) {
      const store = await target.create()
      const keys = createKeys(1)
      equal(await store.claim(keys, longMs), ['new'], 'first claim')
      const start = performance.now()
      await store.done(keys, shortMs)
      for (const key of keys) await expectNewAfter(store, key, start, shortMs)
    },
  },
]

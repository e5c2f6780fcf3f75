import type { StoreCheck } from './check.js'
import { createKeys, equal, expectClaim, expectNewAfter, long, short } from './expect.js'
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
      equal(await store.claim([done, running], short), ['new', 'new'], 'first claim')
      await store.done([done], long)
      await expectNewAfter(store, running, start, short)
      await expectClaim(store, [done], ['done'], 'claim after the lease')
    },
  },
  {
    id: 'retention-ends',
    level: 'SHOULD',
    title:
      'A key is remembered for its retention and forgotten afterwards, so that memory does not grow without end',
    source: sources.retry,
    owners: 'one',
    async run(target) {
      const store = await target.create()
      const keys = createKeys(1)
      equal(await store.claim(keys, long), ['new'], 'first claim')
      const start = performance.now()
      await store.done(keys, short)
      for (const key of keys) await expectNewAfter(store, key, start, short)
    },
  },
]

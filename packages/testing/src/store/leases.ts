import type { StoreCheck } from './check.js'
import { createKeys, createTwo, equal, expectClaim, expectNewAfter, long, short } from './expect.js'
import { sources } from './sources.js'

export const leases: readonly StoreCheck[] = [
  {
    id: 'lease-ends',
    level: 'MUST',
    title: 'A claim holds for its lease and then ends, however often others ask',
    source: sources.leases,
    owners: 'one',
    async run(target) {
      const store = await target.create()
      const keys = createKeys(1)
      const start = performance.now()
      equal(await store.claim(keys, short), ['new'], 'first claim')
      for (const key of keys) await expectNewAfter(store, key, start, short)
    },
  },
  {
    id: 'lease-moves',
    level: 'MUST',
    title: 'A key whose lease has ended belongs to the next owner: the first one cannot release it',
    source: sources.leases,
    owners: 'many',
    async run(target) {
      const [first, second] = await createTwo(target)
      const keys = createKeys(1)
      const start = performance.now()
      equal(await first.claim(keys, short), ['new'], 'claim of the first owner')
      for (const key of keys) await expectNewAfter(second, key, start, short)
      await first.release(keys)
      await expectClaim(first, keys, ['running'], 'claim after the first owner released it')
      await second.release(keys)
      await expectClaim(first, keys, ['new'], 'claim after the second owner released it')
    },
  },
  {
    id: 'lease-late',
    level: 'MUST',
    title: 'Who has lost its lease and is done at last marks the key as done all the same',
    source: sources.leases,
    owners: 'many',
    async run(target) {
      const [first, second] = await createTwo(target)
      const keys = createKeys(1)
      const start = performance.now()
      equal(await first.claim(keys, short), ['new'], 'claim of the first owner')
      for (const key of keys) await expectNewAfter(second, key, start, short)
      await first.done(keys, long)
      await second.release(keys)
      await expectClaim(second, keys, ['done'], 'claim after the first owner was done')
    },
  },
]

import type { StoreCheck } from './check.js'
import { createKeys, createTwo, expectClaim, long } from './expect.js'
import { sources } from './sources.js'

export const completions: readonly StoreCheck[] = [
  {
    id: 'done-owner',
    level: 'MUST',
    title: 'A key that is done is done to its owner, however often it is marked',
    source: sources.retry,
    owners: 'one',
    async run(target) {
      const store = await target.create()
      const keys = createKeys(1)
      await expectClaim(store, keys, ['new'], 'first claim')
      for (const times of ['once', 'twice']) {
        await store.done(keys, long)
        await expectClaim(store, keys, ['done'], `done ${times}`)
      }
    },
  },
  {
    id: 'done-others',
    level: 'MUST',
    title: 'A key that is done is done to all owners',
    source: sources.retry,
    owners: 'many',
    async run(target) {
      const [first, second] = await createTwo(target)
      const keys = createKeys(1)
      await expectClaim(first, keys, ['new'], 'claim of the first owner')
      await first.done(keys, long)
      await expectClaim(second, keys, ['done'], 'claim of the second owner')
    },
  },
  {
    id: 'done-unclaimed',
    level: 'MUST',
    title: 'A key can be done that nobody has claimed',
    source: sources.retry,
    owners: 'one',
    async run(target) {
      const store = await target.create()
      const keys = createKeys(1)
      await store.done(keys, long)
      await expectClaim(store, keys, ['done'], 'claim')
    },
  },
  {
    id: 'done-foreign',
    level: 'MUST',
    title: 'A key is done for good, whoever had claimed it',
    source: sources.leases,
    owners: 'many',
    async run(target) {
      const [first, second] = await createTwo(target)
      const keys = createKeys(1)
      await expectClaim(first, keys, ['new'], 'claim of the first owner')
      await second.done(keys, long)
      await first.release(keys)
      await expectClaim(first, keys, ['done'], 'claim after the second owner was done')
    },
  },
]

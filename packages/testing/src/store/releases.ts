import type { StoreCheck } from './check.js'
import { createKeys, createTwo, expectClaim, long } from './expect.js'
import { sources } from './sources.js'

export const releases: readonly StoreCheck[] = [
  {
    id: 'release-owner',
    level: 'MUST',
    title: 'A key that its owner has released is new',
    source: sources.retry,
    owners: 'one',
    async run(target) {
      const store = await target.create()
      const keys = createKeys(1)
      await expectClaim(store, keys, ['new'], 'first claim')
      await store.release(keys)
      await expectClaim(store, keys, ['new'], 'claim after the release')
    },
  },
  {
    id: 'release-others',
    level: 'MUST',
    title: 'A key that its owner has released is new to the next who claims it',
    source: sources.retry,
    owners: 'many',
    async run(target) {
      const [first, second] = await createTwo(target)
      const keys = createKeys(1)
      await expectClaim(first, keys, ['new'], 'claim of the first owner')
      await first.release(keys)
      await expectClaim(second, keys, ['new'], 'claim of the second owner')
      await expectClaim(first, keys, ['running'], 'claim of the first owner again')
    },
  },
  {
    id: 'release-foreign',
    level: 'MUST',
    title: 'Only its owner releases a key',
    source: sources.ownership,
    owners: 'many',
    async run(target) {
      const [first, second] = await createTwo(target)
      const keys = createKeys(1)
      await expectClaim(first, keys, ['new'], 'claim of the first owner')
      await second.release(keys)
      await expectClaim(second, keys, ['running'], 'claim after the second owner released it')
    },
  },
  {
    id: 'release-done',
    level: 'MUST',
    title: 'A key that is done cannot be released',
    source: sources.retry,
    owners: 'one',
    async run(target) {
      const store = await target.create()
      const keys = createKeys(1)
      await expectClaim(store, keys, ['new'], 'first claim')
      await store.done(keys, long)
      await store.release(keys)
      await expectClaim(store, keys, ['done'], 'claim after the release')
    },
  },
  {
    id: 'release-unclaimed',
    level: 'MUST',
    title: 'To release a key that nobody has claimed does nothing',
    source: sources.retry,
    owners: 'one',
    async run(target) {
      const store = await target.create()
      const keys = createKeys(1)
      await store.release(keys)
      await expectClaim(store, keys, ['new'], 'claim')
    },
  },
]

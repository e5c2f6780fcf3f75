import type { Store } from '@signalr-events/dedupe'
import type { StoreCheck } from './check.js'
import { createKeys, equal, expectClaim, expectNewAfter, long, short } from './expect.js'
import { sources } from './sources.js'
import type { StoreTarget } from './target.js'

/** Lets an owner lose a key to another, since its lease ends. */
async function loseLease(target: StoreTarget) {
  const [first, second] = [await target.create(), await target.create()]
  const keys = createKeys(1)
  await outliveLease(first, second, keys)
  return { first, second, keys }
}

/** Claims keys for one owner, and waits until they are new to the next. */
async function outliveLease(owner: Store, next: Store, keys: readonly string[]): Promise<void> {
  const start = performance.now()
  equal(await owner.claim(keys, short), ['new'], 'first claim')
  for (const key of keys) await expectNewAfter(next, key, start, short)
}

export const leases: readonly StoreCheck[] = [
  {
    id: 'lease-ends',
    level: 'MUST',
    title: 'A claim holds for its lease and then ends, however often others ask',
    source: sources.leases,
    owners: 'one',
    async run(target) {
      const store = await target.create()
      await outliveLease(store, store, createKeys(1))
    },
  },
  {
    id: 'lease-moves',
    level: 'MUST',
    title: 'A key whose lease has ended belongs to the next owner: the first one cannot release it',
    source: sources.leases,
    owners: 'many',
    async run(target) {
      const { first, second, keys } = await loseLease(target)
      await first.release(keys)
      await expectClaim(first, keys, ['running'], 'claim after the first owner released it')
      await second.release(keys)
      await expectClaim(first, keys, ['new'], 'claim after the second owner released it')
    },
  },
  {
    id: 'lease-late',
    level: 'MUST',
    title: 'An owner that has lost its lease can still mark the key as done',
    source: sources.leases,
    owners: 'many',
    async run(target) {
      const { first, second, keys } = await loseLease(target)
      await first.done(keys, long)
      await second.release(keys)
      await expectClaim(second, keys, ['done'], 'claim after the first owner was done')
    },
  },
]

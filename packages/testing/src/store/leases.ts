import type { Store } from '@signalr-events/dedupe'
import type { StoreCheck } from './check.js'
import { createKeys, equal, expectClaim, expectNewAfter, longMs, shortMs } from './expect.js'
import { sources } from './sources.js'
import type { StoreTarget } from './target.js'

/** Lets an owner lose a key to another owner because its lease ends. */
async function loseLease(target: StoreTarget) {
  const [first, second] = [await target.create(), await target.create()]
  const keys = createKeys(1)
  await waitForLeaseEnd(first, second, keys)
  return { first, second, keys }
}

/** Claims keys for one owner and waits until they are new for the next. */
async function waitForLeaseEnd(owner: Store, next: Store, keys: readonly string[]): Promise<void> {
  const start = performance.now()
  equal(await owner.claim(keys, shortMs), ['new'], 'first claim')
  for (const key of keys) await expectNewAfter(next, key, start, shortMs)
}

export const leases: readonly StoreCheck[] = [
  {
    id: 'lease-ends',
    level: 'MUST',
    title: 'A claim lasts for its lease and then ends, however often it is asked for',
    source: sources.leases,
    owners: 'one',
    async run(target) {
      const store = await target.create()
      await waitForLeaseEnd(store, store, createKeys(1))
    },
  },
  {
    id: 'lease-moves',
    level: 'MUST',
    title: 'When a lease has ended, the key belongs to the next owner, and the first cannot release it',
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
      await first.done(keys, longMs)
      await second.release(keys)
      await expectClaim(second, keys, ['done'], 'claim after the first owner was done')
    },
  },
]

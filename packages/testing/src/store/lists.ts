import type { StoreCheck } from './check.js'
import { createKeys, equal, expectClaim, longMs } from './expect.js'
import { sources } from './sources.js'

export const lists: readonly StoreCheck[] = [
  {
    id: 'list-order',
    level: 'MUST',
    title: 'A claim returns a state for each key, in the order of the list',
    source: sources.batching,
    owners: 'one',
    async run(target) {
      const store = await target.create()
      const [a = '', b = '', c = '', d = '', e = ''] = createKeys(5)
      await expectClaim(store, [b, d], ['new', 'new'], 'first claim')
      await store.done([d], longMs)
      await expectClaim(store, [a, b, c, d, e], ['new', 'running', 'new', 'done', 'new'], 'claim of all')
      await store.release([e, b])
      await expectClaim(store, [e, d, c, b], ['new', 'done', 'running', 'new'], 'claim after the release')
    },
  },
  {
    id: 'list-empty',
    level: 'MUST',
    title: 'Empty lists are accepted',
    source: sources.batching,
    owners: 'one',
    async run(target) {
      const store = await target.create()
      await expectClaim(store, [], [], 'claim')
      await store.done([], longMs)
      await store.release([])
    },
  },
  {
    id: 'list-repeated',
    level: 'MUST',
    title: 'A key that appears twice in a list is new once',
    source: sources.batching,
    owners: 'one',
    async run(target) {
      const store = await target.create()
      const [a = '', b = ''] = createKeys(2)
      await expectClaim(store, [a, b, a], ['new', 'new', 'running'], 'claim')
      await store.release([a, a])
      await store.done([b, b], longMs)
      await expectClaim(store, [b, a, b, a], ['done', 'new', 'done', 'running'], 'claim afterwards')
    },
  },
  {
    id: 'list-large',
    level: 'MUST',
    title: 'A list may be as long as the largest batch of Event Grid, 5,000 events',
    source: sources.batching,
    owners: 'one',
    async run(target) {
      const store = await target.create()
      const keys = createKeys(5_000)
      const states = async () => [...new Set(await store.claim(keys, longMs))]
      equal(await states(), ['new'], 'first claim')
      await store.release(keys)
      equal(await states(), ['new'], 'claim after the release')
      await store.done(keys, longMs)
      equal(await states(), ['done'], 'claim after they were done')
    },
  },
]

import type { StoreCheck } from './check.js'
import { createKeys, createTwo, expectClaim } from './expect.js'
import { sources } from './sources.js'

export const claims: readonly StoreCheck[] = [
  {
    id: 'claim-new',
    level: 'MUST',
    title: 'A key that nobody has claimed is new',
    source: sources.retry,
    owners: 'one',
    async run(target) {
      await expectClaim(await target.create(), createKeys(1), ['new'], 'first claim')
    },
  },
  {
    id: 'claim-running',
    level: 'MUST',
    title: 'A key that is claimed is running to its owner too',
    source: sources.retry,
    owners: 'one',
    async run(target) {
      const store = await target.create()
      const keys = createKeys(1)
      await expectClaim(store, keys, ['new'], 'first claim')
      await expectClaim(store, keys, ['running'], 'second claim')
    },
  },
  {
    id: 'claim-others',
    level: 'MUST',
    title: 'A key that is claimed is running to other owners',
    source: sources.retry,
    owners: 'many',
    async run(target) {
      const [first, second] = await createTwo(target)
      const keys = createKeys(1)
      await expectClaim(first, keys, ['new'], 'claim of the first owner')
      await expectClaim(second, keys, ['running'], 'claim of the second owner')
    },
  },
]

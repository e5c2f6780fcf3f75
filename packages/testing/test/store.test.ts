import { type ClaimState, memoryStore, type Store } from '@signalr-events/dedupe'
import { runStoreChecks, type StoreTarget, storeChecks } from '@signalr-events/testing/store'
import { describe, expect, it, vi } from 'vitest'

describe('memoryStore', () => {
  const target: StoreTarget = { owners: 'one', create: () => memoryStore() }
  for (const check of storeChecks.filter(({ owners }) => owners === 'one')) {
    it(`${check.id}: ${check.title}`, () => check.run(target))
  }
})

// The checks must be able to fail: they detect typical faulty stores.

async function failedBy(target: StoreTarget): Promise<string[]> {
  return (await runStoreChecks(target)).filter(({ error }) => error).map(({ check }) => check.id)
}

/** The defects of a faulty store. */
interface Defects {
  /** Reads first and writes later. */
  readonly racing?: boolean
  /** Releases keys that other owners have claimed. */
  readonly careless?: boolean
  /** Never lets a key expire. */
  readonly permanent?: boolean
  /** Extends the lease whenever the key is claimed. */
  readonly renewing?: boolean
}

/** Owners that share one Map. Without defects the store is correct. */
function sharedStore(defects: Defects = {}): StoreTarget {
  const entries = new Map<string, { readonly owner: object | 'done'; readonly until: number }>()
  const until = (ms: number) => (defects.permanent ? Number.POSITIVE_INFINITY : performance.now() + ms)
  function stateOf(key: string): ClaimState {
    const entry = entries.get(key)
    if (entry === undefined || entry.until <= performance.now()) return 'new'
    return entry.owner === 'done' ? 'done' : 'running'
  }
  function create(): Store {
    const owner = {}
    async function claimOne(key: string, leaseMs: number): Promise<ClaimState> {
      const state = stateOf(key)
      if (defects.racing) await Promise.resolve()
      if (state === 'new' || (state === 'running' && defects.renewing)) {
        entries.set(key, { owner, until: until(leaseMs) })
      }
      return state
    }
    return {
      claim: (keys, leaseMs) => Promise.all(keys.map((key) => claimOne(key, leaseMs))),
      async done(keys, retentionMs) {
        for (const key of keys) entries.set(key, { owner: 'done', until: until(retentionMs) })
      },
      async release(keys) {
        for (const key of keys) {
          const held = entries.get(key)?.owner
          if (held === owner || (defects.careless && held !== 'done')) entries.delete(key)
        }
      },
    }
  }
  return { owners: 'many', create }
}

function answering(states: (keys: readonly string[]) => readonly ClaimState[]): StoreTarget {
  const nothing = async () => {}
  return {
    owners: 'many',
    create: () => ({ claim: async (keys) => states(keys), done: nothing, release: nothing }),
  }
}

describe('checks', () => {
  it('have unique ids, a title and a source', () => {
    expect(new Set(storeChecks.map(({ id }) => id)).size).toBe(storeChecks.length)
    for (const { id, title, source } of storeChecks) {
      expect(id).toMatch(/^[a-z0-9-]+$/)
      expect(title).not.toBe('')
      expect(source).toMatch(/^https:\/\//)
    }
  })

  it('pass on owners that share a memory', async () => {
    expect(await failedBy(sharedStore())).toEqual([])
  })

  it.each<[string, Defects, string[]]>([
    ['reads first and writes later', { racing: true }, ['list-repeated', 'race-calls', 'race-owners']],
    ['lets any owner release', { careless: true }, ['release-other-owner', 'lease-moves']],
  ])('detect a store that %s', async (_, defects, ids) => {
    expect(await failedBy(sharedStore(defects))).toEqual(ids)
  })

  it('detect stores whose keys never expire', async () => {
    const run = async (id: string, defects: Defects) => {
      const list = storeChecks.filter((check) => check.id === id)
      const [result] = await runStoreChecks(sharedStore(defects), list)
      return result?.error?.message
    }
    expect(
      await Promise.all([run('retention-ends', { permanent: true }), run('lease-ends', { renewing: true })]),
    ).toEqual([
      expect.stringMatching(/^still done after \d+ ms$/),
      expect.stringMatching(/^still running after \d+ ms$/),
    ])
  })

  it('pass on a store that finds every key new only if it is', async () => {
    const failed = new Set(await failedBy(answering((keys) => keys.map(() => 'new'))))
    const passed = storeChecks.filter(({ id }) => !failed.has(id)).map(({ id }) => id)
    expect(passed).toEqual(['claim-new', 'release-owner', 'release-unclaimed', 'list-empty'])
  })

  it('describe the violation', async () => {
    const results = await runStoreChecks(
      answering(() => []),
      storeChecks.slice(0, 1),
    )
    expect(results[0]?.error?.message).toBe('step 1: first finds new: expected ["new"], got []')
  })
})

it('a store that does not answer fails every check', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const never = () => new Promise<never>(() => {})
    const silent: Store = { claim: never, done: never, release: never }
    const list = storeChecks.slice(0, 2)
    const results = runStoreChecks({ owners: 'many', create: () => silent }, list)
    await vi.advanceTimersByTimeAsync(3 * 60_000)
    expect((await results).map(({ error }) => error?.message)).toEqual(
      list.map(() => 'no answer within 60000 ms'),
    )
  } finally {
    vi.useRealTimers()
  }
})

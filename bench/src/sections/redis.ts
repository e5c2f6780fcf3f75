import type { Store } from '@signalr-events/dedupe'
import { redisStore } from '@signalr-events/redis'
import { createClient } from 'redis'
import { canStartRedis, type Redis, startRedis } from '../../../scripts/shared/redis.mjs'
import { readCpu } from '../cpu.js'
import { type Pair, runPairs, type Slice } from '../pairs.js'
import { readRedisCpu } from '../redis/cpu.js'
import { openRaw, type RawRedis } from '../redis/raw.js'
import { toDigits, toRatio } from '../report/format.js'
import type { Scale } from '../scale.js'
import { addFigures, type Figures, figure, type Section } from '../section.js'
import { type Spread, toSpread } from '../spread.js'

/** The number of ids per call. */
const batches = [1, 10, 500] as const
type Batch = (typeof batches)[number]
/** The number of calls per slice, by the number of ids per call. */
const calls: Readonly<Record<Batch, number>> = { 1: 400, 10: 100, 500: 8 }
const warmRounds = 4

let counter = 0
const createKeys = (count: number) =>
  Array.from({ length: count }, () => `0f8fad5b-d9cb-469f-a165-${counter++}`)

/** Measures the cost of a claim on Redis; `undefined` without redis-server. */
export async function measureRedis(scale: Scale): Promise<Section | undefined> {
  if (!canStartRedis()) return undefined
  const server = await startRedis()
  try {
    return toSection(await measure(server, scale))
  } finally {
    await server.stop()
  }
}

async function measure({ port }: Redis, scale: Scale): Promise<Figures> {
  const client = createClient({ url: `redis://127.0.0.1:${port}` }).on('error', console.error)
  await client.connect()
  const raw = await openRaw(port)
  const store = redisStore(client)
  const readCpus = async () => ({ ours: readCpu(), redis: await readRedisCpu(client) })
  const figures = new Map<string, Spread>()
  try {
    for (const batch of batches) {
      const redisCpu: number[] = []
      const pairs = createPairs(batch, { store, raw, readCpus, redisCpu })
      // The client and the script need some thousand calls to warm up.
      for (let round = 0; round < warmRounds; round++) for (const { slice } of pairs) await slice()
      redisCpu.length = 0
      addFigures(figures, 'redis', await runPairs(pairs, scale.rounds, scale.seconds.redis))
      figures.set(`redis.cpu ${batch}`, toSpread(redisCpu))
      await client.flushAll()
    }
  } finally {
    raw.close()
    client.destroy()
  }
  return figures
}

/** What slices use. */
interface Tools {
  readonly store: Store
  readonly raw: RawRedis
  /** CPU time so far, in microseconds. */
  readonly readCpus: () => Promise<{ readonly ours: number; readonly redis: number }>
  /** Measures the CPU time of Redis for an id that is claimed and marked as done. */
  readonly redisCpu: number[]
}

function createPairs(batch: Batch, { store, raw, readCpus, redisCpu }: Tools): Pair[] {
  const claim = createSlice(batch, readCpus, async (keys) => count(await store.claim(keys, 60_000)))
  const take = async (keys: string[]) => {
    const claimed = count(await store.claim(keys, 60_000))
    await store.done(keys, 60_000)
    return claimed
  }
  const both = createSlice(batch, readCpus, take, (cost) => redisCpu.push(cost))
  const base = createSlice(batch, readCpus, (keys) => raw.setNew(keys))
  return [
    { id: `claim ${batch}`, slice: claim, base },
    { id: `claim and done ${batch}`, slice: both, base },
    { id: `claim ${batch} against itself`, slice: claim, base: claim },
  ]
}

function count(states: readonly string[]): number {
  return states.filter((state) => state === 'new').length
}

/** CPU time of this process and of Redis. Elapsed time would include other processes. */
function createSlice(
  batch: Batch,
  readCpus: Tools['readCpus'],
  take: (keys: string[]) => Promise<number>,
  onRedis: (cost: number) => void = () => {},
): Slice {
  return async () => {
    const keys = Array.from({ length: calls[batch] }, () => createKeys(batch))
    const before = await readCpus()
    for (const each of keys) if ((await take(each)) !== batch) throw new Error('a new key was not new')
    const after = await readCpus()
    const ids = keys.length * batch
    const redis = after.redis - before.redis
    onRedis(redis / ids)
    return (after.ours - before.ours + redis) / ids
  }
}

function toSection(figures: Figures): Section {
  return {
    title: 'The store on Redis',
    method:
      'CPU time of Redis and its client together for each id, one call after another, relative to `SET … NX PX` pipelined over a plain socket. The last column is the CPU time of Redis alone to claim an id and mark it as done.',
    tables: [
      {
        title: 'CPU time per id: microseconds, and ratios as median (quartiles)',
        head: ['ids in a call', 'claim, µs', 'claim / raw', 'claim and done / raw', 'Redis alone, µs'],
        rows: batches.map((batch) => [
          String(batch),
          toDigits(figure(figures, `redis.claim ${batch}.cost`).median),
          toRatio(figures.get(`redis.claim ${batch}.ratio`)),
          toRatio(figures.get(`redis.claim and done ${batch}.ratio`)),
          toDigits(figure(figures, `redis.cpu ${batch}`).median),
        ]),
      },
    ],
    charts: [],
    figures,
  }
}

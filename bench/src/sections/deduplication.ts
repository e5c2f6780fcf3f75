import { setImmediate } from 'node:timers/promises'
import { createWebhook, type Middleware, type Webhook } from '@signalr-events/core'
import { dedupe, memoryStore } from '@signalr-events/dedupe'
import { redisStore } from '@signalr-events/redis'
import { createClient } from 'redis'
import { canStartRedis, startRedis } from '../../../scripts/shared/redis.mjs'
import { readCpu } from '../cpu.js'
import { createDelivery } from '../deliveries.js'
import { type Pair, runPairs, type Slice } from '../pairs.js'
import { openRaw, type RawRedis } from '../redis/raw.js'
import { toDigits, toRatio } from '../report/format.js'
import type { Scale } from '../scale.js'
import { addFigures, type Figures, figure, type Section } from '../section.js'
import type { Spread } from '../spread.js'

/** The number of events per delivery. */
const batches = [1, 10, 100, 500] as const
/** The number of events per slice, at most. */
const EVENTS = 3000
/** The number of deliveries per slice, at most. */
const DELIVERIES = 400
/** The number of deliveries in flight. */
const IN_FLIGHT = 8
const warmRounds = 4

let counter = 0

/** Measures what deduplication adds to a webhook; `undefined` without redis-server. */
export async function measureDeduplication(scale: Scale): Promise<Section | undefined> {
  if (!canStartRedis()) return undefined
  const server = await startRedis()
  const client = createClient({ url: `redis://127.0.0.1:${server.port}` }).on('error', console.error)
  await client.connect()
  const raw = await openRaw(server.port)
  const onRedis = dedupe({ store: redisStore(client) })
  const figures = new Map<string, Spread>()
  try {
    for (const batch of batches) {
      const pairs = createPairs(batch, onRedis, raw)
      for (let round = 0; round < warmRounds; round++) for (const { slice } of pairs) await slice()
      addFigures(figures, `deduplication.${batch}`, await runPairs(pairs, scale.rounds, scale.seconds.redis))
      await client.flushAll()
    }
  } finally {
    raw.close()
    client.destroy()
    await server.stop()
  }
  return toSection(figures)
}

function createPairs(batch: number, onRedis: Middleware, raw: RawRedis): Pair[] {
  const toSlice = (use: readonly Middleware[]) => createSlice(batch, create(use))
  const base = toSlice([])
  return [
    { id: 'memory', slice: toSlice([dedupe({ store: memoryStore() })]), base },
    { id: 'redis', slice: toSlice([onRedis]), base },
    { id: 'raw', slice: createRawSlice(batch, raw), base },
    { id: 'none', slice: base, base },
  ]
}

function create(use: readonly Middleware[]): Webhook {
  return createWebhook({ connected() {}, disconnected() {} }, { use })
}

const countDeliveries = (batch: number) => Math.min(DELIVERIES, Math.ceil(EVENTS / batch))

/** Handles fresh deliveries, some of them in flight at a time. */
function createSlice(batch: number, webhook: Webhook): Slice {
  return async () => {
    const requests = Array.from({ length: countDeliveries(batch) }, () => {
      const { headers, text } = createDelivery({ format: 'eventgrid', events: batch }, counter)
      counter += batch
      const bytes = new TextEncoder().encode(text)
      return {
        method: 'POST',
        url: '/',
        header: (name: string) => headers[name],
        body: () => bytes,
        native: undefined,
      }
    })
    const events = requests.length * batch
    await setImmediate()
    const before = readCpu()
    const sendAll = async () => {
      for (let request = requests.pop(); request !== undefined; request = requests.pop()) {
        if ((await webhook.handle(request)).status !== 200) throw new Error('a delivery was not handled')
      }
    }
    await Promise.all(Array.from({ length: IN_FLIGHT }, sendAll))
    return (readCpu() - before) / events
  }
}

/** Sets as many keys over a plain socket. */
function createRawSlice(batch: number, raw: RawRedis): Slice {
  return async () => {
    const calls = Array.from({ length: countDeliveries(batch) }, () =>
      Array.from({ length: batch }, () => `0f8fad5b-d9cb-469f-a165-${counter++}`),
    )
    const before = readCpu()
    for (const keys of calls) await raw.setNew(keys)
    return (readCpu() - before) / (calls.length * batch)
  }
}

function toSection(figures: Figures): Section {
  const cost = (batch: number, id: string) => figure(figures, `deduplication.${batch}.${id}.cost`).median
  const added = (batch: number) => cost(batch, 'redis') - cost(batch, 'none')
  return {
    title: 'Deduplication',
    method: `CPU time of Node for each event, with ${IN_FLIGHT} deliveries in flight, handlers that return at once, and ids that were never seen. It contains \`handle\` and the client of Redis, but neither HTTP nor Redis itself. The last column is what a claim and a mark add, relative to \`SET … NX PX\` pipelined over a plain socket.`,
    tables: [
      {
        title: 'CPU time per event: microseconds, and ratios as median (quartiles)',
        head: [
          'events in a delivery',
          'none, µs',
          'memory / none',
          'Redis, µs',
          'Redis / none',
          'added by Redis / raw',
        ],
        rows: batches.map((batch) => [
          String(batch),
          toDigits(cost(batch, 'none')),
          toRatio(figures.get(`deduplication.${batch}.memory.ratio`)),
          toDigits(cost(batch, 'redis')),
          toRatio(figures.get(`deduplication.${batch}.redis.ratio`)),
          toDigits(added(batch) / cost(batch, 'raw')),
        ]),
      },
    ],
    charts: [],
    figures,
  }
}

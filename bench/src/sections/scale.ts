import { redisStore } from '@signalr-events/redis'
import { redisPresence } from '@signalr-events/redis/presence'
import { startRedis } from '../../../scripts/shared/redis.mjs'
import { compare, type Effort } from '../compare.js'
import {
  countConnects,
  countDisconnects,
  type Day,
  LIFE,
  type Prediction,
  simulateDay,
  toPrediction,
} from '../day.js'
import { type Section, Table, toDigits } from '../figures.js'
import { startServer } from '../load.js'
import { createRedisClient, type RedisClient, readMemory, withRedis } from '../redis.js'
import { measureRoutes } from './redis.js'

const MILLION = 1_000_000
const BOTH = 'presence and dedupe on Redis'

/** Measures how far it goes. The days have `clients`, twice and four times as many. */
export async function measureScale(effort: Effort, clients: number): Promise<Section[]> {
  const connects = await measureConnects(effort)
  const routes = await measureRoutes(
    ['signalr-events', 'dedupe on Redis', 'presence on Redis', BOTH],
    [1, 10, 100],
    effort,
  )
  const slots = await measureSlots()
  const { table, predicted } = await measureDays([clients, 2 * clients, 4 * clients])
  const read = (row: string, column: string) => Number(routes.rows.get(row)?.get(column))
  return [
    {
      title: 'Connects per second and core',
      method:
        'With handlers that return at once. A client that connects is one event, and another when it disconnects.',
      tables: [connects],
    },
    {
      title: 'One Redis',
      method:
        'Express, with clients that connect and disconnect. Redis runs commands in one thread: one core is all that one Redis has. The last column is how many cores of Express keep it busy: below that Express is the limit, above it Redis.',
      tables: [routes],
    },
    {
      title: 'A Cluster',
      method:
        'Deduplication spreads its keys over 16 slots, whatever the hub. Presence keeps a hub in one slot, so that one node answers for it: more nodes help with more hubs, not with a larger one.',
      tables: [slots],
    },
    {
      title: 'A day of many clients',
      method: `A day is played with the scripts of \`redisPresence\` on a Redis: few clients at midnight, all at noon, 1.25 connections for each user, and a connection lasts ${LIFE / 60} minutes, which is ten times the rate of clients that reconnect every five hours. After each hour the count was exact. The two smaller days predict the others: memory is linear in clients, except that an hour's tombstones take 8 bytes each up to 131,000 in a hub and as much as a Redis hash table beyond; CPU time is linear.`,
      tables: [table],
    },
    {
      title: 'A million clients',
      method: 'What the tables above say about a million clients at that rate.',
      tables: [await toPlan(predicted, read)],
    },
  ]
}

/** Plays one day and prints it. */
export async function measureDay(clients: number): Promise<Table> {
  const table = new Table('A day')
  addDay(table, clients, await withRedis((client) => simulateDay(client, clients)))
  return table
}

async function measureConnects(effort: Effort): Promise<Table> {
  const table = new Table('Events per second and core of Node')
  const frameworks = ['express', 'koa', 'hono', 'fastify', 'node:http']
  for (const events of [1, 100]) {
    const shape = { format: 'eventgrid', events } as const
    const start = (framework: string) => startServer({ framework, route: 'signalr-events' }, shape, effort)
    const found = await compare(frameworks, start, effort)
    const column = `${events === 1 ? 'one event' : `${events} events`} in a delivery`
    for (const framework of frameworks)
      table.set(
        framework,
        column,
        found.figure((cost) => (events * 1e6) / cost(framework)),
      )
  }
  return table
}

/** Which slots of a Cluster the keys of both are in, and how the three nodes of one would share them. */
async function measureSlots(): Promise<Table> {
  const table = new Table('Keys in the slots of a Cluster of three nodes')
  const cluster = await startRedis({ args: ['--cluster-enabled', 'yes'] })
  const ask = createRedisClient(cluster.port)
  await ask.connect()
  await withRedis(async (client) => {
    const fill: Readonly<Record<string, () => Promise<unknown>>> = {
      dedupe: async () => redisStore(client).claim(toIds(1000), 60_000),
      'presence, one hub': () => connectAll(client, ['chat']),
      'presence, ten hubs': () =>
        connectAll(
          client,
          Array.from({ length: 10 }, (_, i) => `hub${i}`),
        ),
    }
    for (const [row, run] of Object.entries(fill)) {
      await client.flushAll()
      await run()
      const keys = (await client.keys('*')).filter((key) => key.includes('{'))
      const slots = await Promise.all(keys.map((key) => ask.sendCommand(['CLUSTER', 'KEYSLOT', key])))
      table.set(row, 'slots', new Set(slots).size)
      for (const node of [0, 1, 2])
        table.set(
          row,
          `node ${node + 1}`,
          toPercent(slots.filter((slot) => Math.floor(Number(slot) / 5462) === node).length / keys.length),
        )
    }
  })
  ask.destroy()
  await cluster.stop()
  return table
}

const toIds = (count: number) => Array.from({ length: count }, (_, i) => `${i}-3f1bq7Tn5aQ`)
const toPercent = (share: number) => `${Math.round(share * 100)} %`

async function connectAll(client: RedisClient, hubs: readonly string[]): Promise<void> {
  const store = redisPresence(client)
  const change = { grace: 0, lastSeenFor: 1000, handles: false, sessions: false, asks: false }
  const [at, timestamp] = [Date.now(), new Date().toISOString()]
  for (const hub of hubs) {
    const known = { source: '/signalr', userId: hub, at, timestamp } as const
    const events = toIds(500).map((connectionId) => ({ ...known, type: 'connected' as const, connectionId }))
    await store.apply(hub, events, change)
  }
}

/** Plays days. The first two predict the third, and a day of a million. */
export async function measureDays(
  sizes: readonly number[],
): Promise<{ table: Table; predicted: Prediction }> {
  const table = new Table('Days')
  const days: Day[] = []
  const tombstones = new Map<number, number[]>()
  const packed = await withRedis(async (client) => {
    for (const size of [...sizes, MILLION]) tombstones.set(size, await weighTombstones(client, size))
    await client.configSet('set-max-intset-entries', '8192')
    return weighTombstones(client, MILLION)
  })
  for (const size of sizes) {
    days.push(await withRedis((client) => simulateDay(client, size)))
    addDay(table, size, days.at(-1) as Day)
  }
  const predict = (size: number, weights = tombstones) => toPrediction(size, sizes, days, weights)
  for (const size of sizes.slice(2)) {
    const [{ memory, redisCpu }, day] = [predict(size), days[2] as Day]
    const predictedRow = `${size.toLocaleString('en-US')} clients, predicted from the first two`
    const deviation = [memory / Math.max(...day.memory), redisCpu / day.redisCpu].map(
      (ratio) => `${((ratio - 1) * 100).toFixed(1)} %`,
    )
    addPrediction(table, predictedRow, size, { memory, redisCpu })
    table.set(predictedRow, 'off by (memory, CPU)', deviation.join(', '))
  }
  const predicted = predict(MILLION)
  addPrediction(table, '1,000,000 clients, predicted', MILLION, predicted)
  const withPacked = predict(MILLION, new Map([...tombstones, [MILLION, packed]]))
  const row = '1,000,000 clients, predicted, with `set-max-intset-entries 8192`'
  table.set(row, 'Redis, MB at most', withPacked.memory / 2 ** 20)
  return { table, predicted }
}

function addDay(table: Table, size: number, { events, memory, redisCpu, nodeCpu, seconds }: Day): void {
  const row = `${size.toLocaleString('en-US')} clients`
  addPrediction(table, row, size, { memory: Math.max(...memory), redisCpu })
  table.set(row, 'Node, µs per event', nodeCpu / events)
  table.set(row, 'played at', `${toDigits((24 * 3600) / seconds)} × real time`)
}

function addPrediction(table: Table, row: string, size: number, { memory, redisCpu }: Prediction): void {
  const events = countConnects(size, 24 * 3600) + countDisconnects(size, 24 * 3600)
  table.set(row, 'events', events.toLocaleString('en-US'))
  table.set(row, 'at noon, events/s', (2 * size) / LIFE)
  table.set(row, 'Redis, MB at most', memory / 2 ** 20)
  table.set(row, 'Redis, µs per event', redisCpu / events)
  table.set(row, 'of a core at noon', `${((redisCpu / events) * ((2 * size) / LIFE) * 1e-4).toFixed(2)} %`)
}

/** The bytes of all tombstones at the end of each hour: 256 sets of fingerprints for an hour, as Redis weighs them. */
async function weighTombstones(client: RedisClient, clients: number): Promise<number[]> {
  let sum = 0
  const sums: number[] = []
  for (let hour = 1; hour <= 24; hour++) {
    const ended = countDisconnects(clients, hour * 3600) - countDisconnects(clients, (hour - 1) * 3600)
    const members = Array.from({ length: Math.round(ended / 256) }, () =>
      String(BigInt(Math.floor(Math.random() * 2 ** 50)) * 8191n),
    )
    for (let from = 0; from < members.length; from += 1000)
      await client.sAdd('tombstones', members.slice(from, from + 1000))
    sum += 256 * ((await client.memoryUsage('tombstones', { SAMPLES: 0 })) ?? 0)
    await client.del('tombstones')
    sums.push(sum)
  }
  return sums
}

/** How many bytes Redis keeps for each event that was deduplicated. */
async function weighDedupe(): Promise<number> {
  return withRedis(async (client) => {
    const store = redisStore(client)
    const [before, ids] = [await readMemory(client), toIds(200_000)]
    for (let from = 0; from < ids.length; from += 500)
      await store.done(ids.slice(from, from + 500), 90_000_000)
    return ((await readMemory(client)) - before) / ids.length
  })
}

async function toPlan(
  { memory, redisCpu }: Prediction,
  read: (row: string, column: string) => number,
): Promise<Table> {
  const table = new Table('A million clients that reconnect every 30 minutes')
  const add = (row: string, value: string) => table.set(row, 'needs', value)
  const rate = (2 * MILLION) / LIFE
  const events = countConnects(MILLION, 24 * 3600) + countDisconnects(MILLION, 24 * 3600)
  const dedupe = (await weighDedupe()) * events * (25 / 24)
  add('Redis for presence, memory', `${toDigits(memory / 2 ** 30)} GB`)
  add('Redis for dedupe, memory (every event for 25 hours)', `${toDigits(dedupe / 2 ** 30)} GB`)
  add('Redis for presence, CPU at noon', `${toDigits((redisCpu / events) * rate * 1e-4)} % of a core`)
  for (const batch of ['one event', '10 events', '100 events']) {
    const row = `${BOTH}, ${batch} in a delivery`
    add(
      `Redis for both, CPU at noon, ${batch} in a delivery`,
      `${toDigits(read(row, 'Redis, µs') * rate * 1e-4)} % of a core`,
    )
    add(
      `Express with both at noon, ${batch} in a delivery`,
      `${toDigits(rate / read(row, 'events/s and core of Node'))} cores`,
    )
  }
  const storm = 2 * MILLION * read(`${BOTH}, 100 events in a delivery`, 'Redis, µs')
  add('All reconnect at once, 100 events in a delivery', `${toDigits(storm / 1e6)} s of Redis`)
  return table
}

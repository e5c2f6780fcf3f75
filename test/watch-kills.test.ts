import { once } from 'node:events'
import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createRandom } from '@signalr-events/internal'
import { type Change, createPresence, type Presence } from '@signalr-events/presence'
import { redisPresence } from '@signalr-events/redis/presence'
import { createClient } from 'redis'
import { expect, it, onTestFinished } from 'vitest'
import { change, hour, source } from '../packages/presence/test/support/reconcile.js'
import { Watchers } from './support/presence/watchers.js'
import { describeRedis, openRedis } from './support/redis.js'

// Users come and go while those who watch are killed, a hundred times, at random moments. What was seen is compared with
// what happened: no change is missing. WATCH_KILLS sets how often processes are killed, PRESENCE_SEED repeats a run.

const seed = Number(process.env['PRESENCE_SEED'] ?? Date.now() % 2 ** 31)
const kills = Number(process.env['WATCH_KILLS'] ?? 8)

type Seen = Pick<Change, 'type' | 'cursor'> & { readonly userId?: string }

async function open() {
  const redis = await openRedis()
  onTestFinished(() => redis.stop())
  const client = await createClient({ url: redis.url })
    .on('error', () => {})
    .connect()
  onTestFinished(() => client.destroy())
  const store = redisPresence(client)
  const presence = createPresence({ store, grace: 0, timeout: 60_000, lastSeenFor: hour })
  onTestFinished(() => presence.close())
  return { redis, store, presence }
}

/** Lets users come and go, some of them together, until it is stopped. */
function startTraffic(store: Awaited<ReturnType<typeof open>>['store'], random: () => number) {
  const happened: string[] = []
  const online = new Map<string, string>()
  let isStopped = false
  let count = 0

  async function changeSome(): Promise<void> {
    const users = Array.from(
      { length: 1 + Math.floor(random() * 5) },
      () => `user ${Math.floor(random() * 40)}`,
    )
    const events = [...new Set(users)].map((userId) => {
      const known = online.get(userId)
      const connectionId = known ?? `c${count++}`
      const type = known === undefined ? ('connected' as const) : ('disconnected' as const)
      if (known === undefined) online.set(userId, connectionId)
      else online.delete(userId)
      happened.push(`${userId} ${known === undefined ? 'online' : 'offline'}`)
      return { type, connectionId, userId, source, timestamp: new Date().toISOString(), at: Date.now() }
    })
    await store.apply('chat', events, change)
  }

  const running = (async () => {
    while (!isStopped) {
      await changeSome()
      await sleep(random() * 4)
    }
  })()
  return {
    happened,
    async stop() {
      isStopped = true
      await running
    },
  }
}

/** What was seen, each change once. */
function toTexts(seen: readonly Seen[]): string[] {
  const changes = new Map(seen.map((each) => [each.cursor, `${each.userId} ${each.type}`]))
  return [...changes].sort(([a], [b]) => Number(a) - Number(b)).map(([, text]) => text)
}

describeRedis('a watcher', 'any', () => {
  it(`misses no change although its process is killed ${kills} times`, {
    timeout: 60_000 + 5_000 * kills,
  }, async () => {
    const { redis, store, presence } = await open()
    const random = createRandom(seed)
    const { cursor } = await presence.users('chat').page()
    const watchers = new Watchers(redis.url, cursor)
    onTestFinished(() => watchers.dispose())
    await watchers.watch()
    const traffic = startTraffic(store, random)
    for (let i = 0; i < kills; i++) {
      const before = watchers.seen().length
      // Some are killed before they have seen anything, others in the middle.
      if (random() < 0.8)
        await expect.poll(() => watchers.seen().length, { interval: 5 }).toBeGreaterThan(before)
      await sleep(random() * 100)
      await watchers.kill()
      await watchers.watch()
    }
    await traffic.stop()
    const what = `seed ${seed}`
    await expect.poll(() => toTexts(watchers.seen()).length, { message: what }).toBe(traffic.happened.length)
    expect(toTexts(watchers.seen()), what).toEqual(traffic.happened)
    expect(traffic.happened.length).toBeGreaterThan(kills)
  })

  it('misses no change although its connection is cut 100 times', { timeout: 60_000 }, async () => {
    const { store, presence } = await open()
    const random = createRandom(seed)
    const url = await serve(presence)
    const seen: Seen[] = []
    let { cursor } = await presence.users('chat').page()
    const traffic = startTraffic(store, random)
    for (let i = 0; i < 100; i++) {
      const most = Math.floor(random() * 20)
      for await (const each of readEvents(url, cursor, random() * 60)) {
        seen.push(each)
        cursor = each.cursor
        if (seen.length % 20 === most) break
      }
    }
    await traffic.stop()
    const what = `seed ${seed}`
    const all = traffic.happened.length
    for await (const each of readEvents(url, cursor, 20_000)) {
      seen.push(each)
      if (toTexts(seen).length === all) break
    }
    expect(toTexts(seen), what).toEqual(traffic.happened)
    expect(all).toBeGreaterThan(100)
  })

  it('gets a reset after it was away for too long, and lists again', {
    timeout: 60_000,
  }, async () => {
    const { store, presence } = await open()
    await store.apply('chat', [toEvent('first')], change)
    const { cursor } = await presence.users('chat').page()
    // More than are kept.
    for (let i = 0; i < 90; i++) {
      const events = Array.from({ length: 250 }, (_, j) => toEvent(`user ${i} ${j}`))
      await store.apply('chat', events, change)
      await store.claim('chat', { ...change, lease: 1_000, limit: 1 })
    }
    for await (const each of presence.watch('chat', { since: cursor })) {
      expect(each.type).toBe('reset')
      break
    }
    const page = await presence.users('chat').page()
    await store.apply('chat', [toEvent('last')], change)
    for await (const each of presence.watch('chat', { since: page.cursor })) {
      expect(each).toMatchObject({ type: 'online', userId: 'last' })
      break
    }
    expect((await presence.count('chat')).users).toBe(90 * 250 + 2)
  })
})

function toEvent(userId: string) {
  const timestamp = new Date().toISOString()
  return {
    type: 'connected' as const,
    connectionId: `of ${userId}`,
    userId,
    source,
    timestamp,
    at: Date.now(),
  }
}

/** A server that shows changes as server-sent events, from `Last-Event-ID` on. */
async function serve(presence: Presence): Promise<string> {
  const server = createServer(async (request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    const closed = new AbortController()
    response.on('close', () => closed.abort())
    const since = String(request.headers['last-event-id'])
    for await (const each of presence.watch('chat', { since, signal: closed.signal }))
      response.write(`id: ${each.cursor}\ndata: ${JSON.stringify(each)}\n\n`)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Whole events, until the connection is cut after some milliseconds, perhaps in the middle of an event. */
async function* readEvents(url: string, lastEventId: string, ms: number): AsyncGenerator<Seen> {
  const request = get(url, { headers: { 'last-event-id': lastEventId } })
  const cut = setTimeout(() => request.destroy(), ms)
  request.on('error', () => {})
  try {
    const [response] = await once(request, 'response')
    let text = ''
    for await (const chunk of response) {
      const events = (text + chunk).split('\n\n')
      text = events.pop() ?? ''
      for (const event of events) yield JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? '')
    }
  } catch (error) {
    if ((error as { code?: string }).code !== 'ECONNRESET') throw error
  } finally {
    clearTimeout(cut)
    request.destroy()
  }
}

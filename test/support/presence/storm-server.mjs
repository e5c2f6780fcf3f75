import { setImmediate as turn } from 'node:timers/promises'
import { signalrEvents } from '@signalr-events/express'
import { createServiceClient } from '@signalr-events/management'
import { createPresence, memoryPresence } from '@signalr-events/presence'
import { redisPresence } from '@signalr-events/redis/presence'
import express from 'express'
import { createClient } from 'redis'
import { readPeakMemory } from '../../../scripts/shared/memory.mjs'

// A server as users run it, on the packages as built, which reports its memory. Run it with --expose-gc.

const { redisUrl, service, grace } = JSON.parse(process.argv[2])

const client = redisUrl && createClient({ url: redisUrl })
await client?.connect()

const transitions = []
// Connections are asked about on demand only, not by the pass that a slow machine gets to: time has passed then.
let ahead = 0
const now = () => Date.now() + ahead
const note = (state) => (transition) => transitions.push(`${transition.userId} ${state}`)
const presence = createPresence({
  store: client ? redisPresence(client, { now }) : memoryPresence({ now }),
  grace,
  // This machine may be busy.
  timeout: 20_000,
  onUserOnline: note('online'),
  onUserOffline: note('offline'),
  service: () => createServiceClient(service),
  reconcile: { between: 1, perSecond: 100_000 },
  // The first that are asked about are the lost ones, which is suspicious, and here expected.
  onError: ({ code, cause }) => code !== 'SUSPICIOUS' && console.error(code, cause),
})

async function list(pages, member) {
  const values = []
  for await (const item of pages) values.push(item[member])
  return values
}

/** What is left after garbage was collected, of objects and of buffers, in bytes. */
async function readMemory() {
  for (let i = 0; i < 3; i++) {
    gc()
    await turn()
  }
  const { heapUsed, external } = process.memoryUsage()
  const inRedis = /^used_memory:(\d+)/m.exec((await client?.info('memory')) ?? '')?.[1]
  return {
    used: heapUsed + external,
    peak: readPeakMemory(),
    inRedis: Number(inRedis ?? 0),
  }
}

const answers = {
  '/count': () => presence.count('chat'),
  '/status': () => presence.status('chat'),
  '/connections': () => list(presence.connections('chat'), 'connectionId'),
  '/users': () => list(presence.users('chat'), 'userId'),
  '/transitions': () => transitions,
  '/reconcile': () => {
    ahead = 60 * 60_000
    return presence.reconcile('chat')
  },
  '/memory': readMemory,
}

const app = express()
app.use(signalrEvents({}, { path: '/events', use: [presence.middleware] }))
app.post('/online', express.json({ limit: '10mb' }), async (request, response) => {
  const online = []
  const userIds = [...request.body]
  // Not all at once: an answer has a time limit.
  while (userIds.length > 0)
    online.push(
      ...(await Promise.all(userIds.splice(0, 500).map((userId) => presence.isOnline('chat', userId)))),
    )
  response.json(online)
})
app.get('/*path', async (request, response) => {
  response.json(await answers[request.path]())
})
const server = app.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))

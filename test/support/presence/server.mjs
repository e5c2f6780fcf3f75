import { appendFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createWebhook, signalrEvents } from '@signalr-events/node'
import { createPresence } from '@signalr-events/presence'
import { redisPresence } from '@signalr-events/redis/presence'
import { createClient } from 'redis'

// A server as users run it, on the packages as built: who is online is in Redis, and every transition that was handled
// is a line in a file.

const { redisUrl, journal, grace, lease } = JSON.parse(process.argv[2])

const client = createClient({ url: redisUrl })
client.on('error', () => {})
await client.connect()

const write =
  (state) =>
  async ({ id, userId }) => {
    await new Promise((resolve) => setTimeout(resolve, 5))
    appendFileSync(journal, `${JSON.stringify({ id, userId, state })}\n`)
  }
const presence = createPresence({
  store: redisPresence(client),
  ...{ grace, lease, timeout: 1_000, retry: 100 },
  onUserOnline: write('online'),
  onUserOffline: write('offline'),
  onError() {},
})
const webhook = createWebhook({}, { path: '/events', use: [presence.middleware], onError() {} })
const handle = signalrEvents(webhook)

async function list(pages, member) {
  const values = []
  for await (const item of pages) values.push(item[member])
  return values
}

const answers = {
  '/count': () => presence.count('chat'),
  '/status': () => presence.status('chat'),
  '/connections': () => list(presence.connections('chat'), 'connectionId'),
  '/users': () => list(presence.users('chat'), 'userId'),
}

const server = createServer(async (req, res) => {
  if (handle(req, res)) return
  try {
    res.end(JSON.stringify(await answers[req.url]()))
  } catch (error) {
    res.writeHead(503).end(JSON.stringify({ error: error.code ?? String(error) }))
  }
})
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))

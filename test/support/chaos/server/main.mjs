import { createServer } from 'node:http'
import { dedupe, memoryStore } from '@signalr-events/dedupe'
import { createWebhook, signalrEvents } from '@signalr-events/express'
import { redisStore } from '@signalr-events/redis'
import express from 'express'
import { createClient } from 'redis'
import { readPeakMemory } from '../../../../scripts/shared/memory.mjs'
import { openJournal } from './journal.mjs'
import { createRecorder } from './recorder.mjs'

// A server as users run it, on the built packages. Its options are JSON, see fleet.ts.

const { journal, redisUrl, remember, lease, closeWithin, options, ...behavior } = JSON.parse(process.argv[2])
const write = openJournal(journal)
const recorder = createRecorder(write, behavior)

const client = redisUrl === undefined ? undefined : createClient({ url: redisUrl })
client?.on('error', ({ message }) => write('redis', message))
await client?.connect()
const store = client === undefined ? memoryStore({ max: remember }) : redisStore(client, { timeout: 1000 })

const webhook = createWebhook(recorder.handlers, {
  ...options,
  use: [recorder.middleware, dedupe({ store, lease })],
  onError: ({ code }) => write('error', code),
})

/** The same webhook, with the arrival of each body in the journal. */
const watched = {
  ...webhook,
  handle(request) {
    const body = async (...limits) => {
      const bytes = await request.body(...limits)
      write('arrive', request.header('delivery'))
      return bytes
    }
    return webhook.handle({ ...request, body })
  },
}

const app = express()
app.use(signalrEvents(watched))
app.get('/memory', (_req, res) => {
  globalThis.gc()
  res.json({ heap: process.memoryUsage().heapUsed, peak: readPeakMemory() })
})
const server = createServer(app)
server.listen(0, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`))

async function stop() {
  await webhook.close({ timeoutMs: closeWithin })
  server.close()
  // An abandoned handler still has to make its mark, so the store must stay open.
  await recorder.whenIdle()
  server.closeAllConnections()
  await client?.close()
}
process.once('SIGTERM', () => void stop())

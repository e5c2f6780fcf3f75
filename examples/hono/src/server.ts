import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { createServiceClient } from '@signalr-events/management'
import { createApp } from './app.js'
import { userOf } from './login.js'
import { openMemory } from './memory.js'
import { createOnline } from './online.js'
import { serve } from './serve.js'

const key = process.env['EVENTS_KEY']
if (key === undefined) console.warn('EVENTS_KEY is not set: everybody may deliver events')

const source = process.env['SIGNALR_RESOURCE_ID']
const connectionString = process.env['AzureSignalRConnectionString']
const memory = await openMemory(process.env['REDIS_URL'])
const { app, webhook } = createApp({
  online: createOnline(),
  store: memory.store,
  key,
  sources: source === undefined ? undefined : [source],
  chat: connectionString === undefined ? undefined : createServiceClient(connectionString).hub('chat'),
  userOf,
})
// Running handlers end, and what arrives meanwhile gets 503, so Event Grid sends it again.
serve(createServer(getRequestListener(app.fetch)), async () => {
  await webhook.close({ timeoutMs: 10_000 })
  await memory.close()
})

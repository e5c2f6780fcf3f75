import { createServer } from 'node:http'
import { createServiceClient } from '@signalr-events/management'
import { createPresence } from '@signalr-events/presence'
import { createApp } from './app.js'
import { canChooseName, userOf } from './login.js'
import { openMemory } from './memory.js'
import { serve } from './serve.js'
import { fail, readSetting, useSetting } from './settings.js'

const key = readSetting('EVENTS_KEY')
const source = readSetting('SIGNALR_RESOURCE_ID')
const connectionString = readSetting('AzureSignalRConnectionString')
const isProduction = readSetting('NODE_ENV') === 'production'
if (isProduction && key === undefined) fail('EVENTS_KEY is not set: anyone could deliver events')
if (isProduction && canChooseName) fail('CHOOSE_NAME is set: anyone could sign in as any user')
if (key === undefined) console.warn('EVENTS_KEY is not set: anyone can deliver events')

const memory = await useSetting('REDIS_URL', () => openMemory(readSetting('REDIS_URL')))
const service = await useSetting('AzureSignalRConnectionString', () =>
  connectionString === undefined ? undefined : createServiceClient(connectionString),
)
// With the service, presence finds connections whose disconnected event was lost.
const presence = createPresence({ store: memory.presence, service })
const { app, webhook } = createApp({
  presence,
  store: memory.store,
  key,
  sources: source === undefined ? undefined : [source],
  chat: service?.hub('chat'),
  userOf,
})
// Running handlers end, and what arrives meanwhile gets 503, so Event Grid sends it again.
serve(createServer(app), async () => {
  await webhook.close({ timeoutMs: 10_000 })
  await presence.close()
  await memory.close()
})

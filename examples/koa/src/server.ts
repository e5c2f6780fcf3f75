import { createServer } from 'node:http'
import { createApp } from './app.js'
import { openMemory } from './memory.js'
import { createOnline } from './online.js'
import { serve } from './serve.js'

const key = process.env['EVENTS_KEY']
if (key === undefined) console.warn('EVENTS_KEY is not set: everybody may deliver events')

const source = process.env['SIGNALR_RESOURCE_ID']
const memory = await openMemory(process.env['REDIS_URL'])
const { app, webhook } = createApp({
  online: createOnline(),
  store: memory.store,
  key,
  sources: source === undefined ? undefined : [source],
})
// Running handlers end, and what arrives meanwhile gets 503, so Event Grid sends it again.
serve(createServer(app.callback()), async () => {
  await webhook.close({ timeoutMs: 10_000 })
  await memory.close()
})

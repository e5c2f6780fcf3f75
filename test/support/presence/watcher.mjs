import { appendFileSync } from 'node:fs'
import { createPresence } from '@signalr-events/presence'
import { redisPresence } from '@signalr-events/redis/presence'
import { createClient } from 'redis'

// A program that follows who comes and goes, as users write it: each change is a line in a file, and after a restart it
// goes on from the last one. It waits for a line on stdin that says where; what ends it is not its business.

const { redisUrl, journal } = JSON.parse(process.argv[2])

const client = createClient({ url: redisUrl })
client.on('error', () => {})
await client.connect()
const options = { grace: 0, lastSeenFor: 3_600_000, onError() {} }
const presence = createPresence({ store: redisPresence(client), ...options })
console.log('ready')
const since = await new Promise((resolve) =>
  process.stdin.once('data', (line) => resolve(String(line).trim())),
)
console.log('watching')
for await (const change of presence.watch('chat', { since }))
  appendFileSync(journal, `${JSON.stringify(change)}\n`)

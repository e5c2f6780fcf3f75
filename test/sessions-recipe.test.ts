import { readFileSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import { createWebhook } from '@signalr-events/core'
import { createPresence, memoryPresence } from '@signalr-events/presence'
import { createClient, eventGrid } from '@signalr-events/testing'
import { expect, it, onTestFinished } from 'vitest'
import { root } from './support/packages.js'

// The statements of docs/presence.md, on PostgreSQL.

const page = readFileSync(`${root}/docs/presence.md`, 'utf8')
const readSql = (file: string) =>
  new RegExp(`\\\`\\\`\\\`sql file=${file}\\n([^\`]*)`).exec(page)?.[1] ?? expect.fail(file)

it('keeps one row per connection, also after repeated and late events', async () => {
  const db = await PGlite.create()
  onTestFinished(() => db.close())
  await db.exec(readSql('sessions.sql'))
  const insert = readSql('session.sql')
  const now = Date.parse('2026-01-01T11:00:00Z')
  const presence = createPresence({
    store: memoryPresence({ now: () => now }),
    async sessions(list) {
      for (const { id, hubName, userId, connectedAt, endedAt, durationMs, endedBy } of list)
        await db.query(insert, [id, hubName, userId, connectedAt, endedAt, durationMs, endedBy])
    },
  })
  onTestFinished(() => presence.close())
  const client = createClient(createWebhook({}, { use: [presence.middleware] }))
  const began = { userId: 'ada', timestamp: '2026-01-01T10:00:00Z' }
  const ended = { userId: 'ada', timestamp: '2026-01-01T10:30:00Z' }
  const deliveries = [
    eventGrid.connected({ connectionId: 'a', ...began }),
    eventGrid.disconnected({ connectionId: 'a', ...ended }),
    eventGrid.disconnected({ connectionId: 'a', ...ended }),
    // The disconnected event arrives first.
    eventGrid.disconnected({ connectionId: 'b', ...ended }),
    eventGrid.connected({ connectionId: 'b', ...began }),
    eventGrid.disconnected({ connectionId: 'b', ...ended }),
  ]
  for (const delivery of deliveries) expect((await client.send(delivery)).status).toBe(200)

  const { rows } = await db.query('select id, user_id, duration_ms, ended_by from sessions order by id')
  const row = { user_id: 'ada', duration_ms: 30 * 60 * 1000, ended_by: 'event' }
  expect(rows).toEqual([
    { id: 'chat/a', ...row },
    { id: 'chat/b', ...row },
  ])
})

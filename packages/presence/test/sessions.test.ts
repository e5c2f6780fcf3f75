import { createWebhook } from '@signalr-events/core'
import { createPresence, memoryPresence, type PresenceStore, type Session } from '@signalr-events/presence'
import { createClient, eventGrid } from '@signalr-events/testing'
import { describe, expect, it, onTestFinished } from 'vitest'

const began = '2026-01-01T10:00:00.0000000Z'
const ended = '2026-01-01T10:30:00.0000000Z'

function open(sink?: (sessions: readonly Session[]) => unknown, wrap = (store: PresenceStore) => store) {
  const records: Session[] = []
  const calls: number[] = []
  const time = Date.parse('2026-01-01T11:00:00Z')
  const presence = createPresence({
    store: wrap(memoryPresence({ now: () => time })),
    maxAge: 24 * 60 * 60 * 1000,
    onError() {},
    sessions: (list) => {
      sink?.(list)
      calls.push(list.length)
      records.push(...list)
    },
  })
  onTestFinished(() => presence.close())
  const client = createClient(createWebhook({}, { use: [presence.middleware], onError() {} }))
  const event = (type: 'connected' | 'disconnected', connectionId: string, more: object = {}) =>
    eventGrid[`${type}Event`]({
      ...{ hubName: 'Chat', connectionId, userId: 'ada', timestamp: type === 'connected' ? began : ended },
      ...more,
    })
  const send = (...events: ReturnType<typeof event>[]) => client.send(eventGrid.batch(events))
  return { records, calls, event, send }
}

const session: Session = {
  id: 'chat/a',
  hubName: 'chat',
  connectionId: 'a',
  userId: 'ada',
  connectedAt: '2026-01-01T10:00:00.000Z',
  endedAt: '2026-01-01T10:30:00.000Z',
  durationMs: 30 * 60 * 1000,
  endedBy: 'event',
  uncertainMs: undefined,
  errorMessage: undefined,
}

describe('sessions', () => {
  it('keep why the client was disconnected when the connected event comes last', async () => {
    const { records, event, send } = open()
    const errorMessage = 'Internal\tserver error.'
    await send(event('disconnected', 'a', { errorMessage }))
    await send(event('connected', 'a'))
    expect(records).toEqual([
      { ...session, connectedAt: undefined, durationMs: undefined, errorMessage },
      { ...session, errorMessage },
    ])
  })

  it('are passed once, all of a delivery in one call', async () => {
    const { records, calls, event, send } = open()
    await send(event('connected', 'a'), event('connected', 'b'))
    const errorMessage = 'Internal server error.'
    await send(event('disconnected', 'a'), event('disconnected', 'b', { errorMessage }))
    await send(event('disconnected', 'a'))
    expect(calls).toEqual([2])
    expect(records).toEqual([session, { ...session, id: 'chat/b', connectionId: 'b', errorMessage }])
  })

  it('are passed again with the same content when the sink throws, and the delivery is answered 500', async () => {
    let failures = 2
    const { records, event, send } = open(() => {
      if (failures-- > 0) throw new Error('no database')
    })
    await send(event('connected', 'a'))
    const answers = []
    for (let i = 0; i < 4; i++) answers.push((await send(event('disconnected', 'a'))).status)
    expect(answers).toEqual([500, 500, 200, 200])
    expect(records).toEqual([session])
  })

  it('are completed when the connected event comes after the end', async () => {
    const { records, event, send } = open()
    await send(event('disconnected', 'a'))
    await send(event('connected', 'a'))
    expect(records).toEqual([{ ...session, connectedAt: undefined, durationMs: undefined }, session])
  })

  it('are passed once in a call, completed, when events of a delivery are out of order', async () => {
    const { records, calls, event, send } = open()
    await send(
      ...[event('disconnected', 'a'), event('connected', 'b'), event('connected', 'a')],
      ...[event('disconnected', 'a'), event('disconnected', 'b')],
    )
    expect(calls).toEqual([2])
    expect(records).toEqual([session, { ...session, id: 'chat/b', connectionId: 'b' }])
  })

  it('are completed when the store applies parts of a delivery out of order', async () => {
    const { records, event, send } = open(undefined, (store) => ({
      ...store,
      apply: async (hub, events, options) =>
        [...(await store.apply(hub, [...events].reverse(), options))].reverse(),
    }))
    await send(event('connected', 'a'), event('disconnected', 'a'))
    expect(records).toEqual([session])
  })

  it('have no negative duration', async () => {
    const { records, event, send } = open()
    await send(
      event('connected', 'a', { timestamp: ended }),
      event('disconnected', 'a', { timestamp: began }),
    )
    expect(records).toMatchObject([{ durationMs: 0 }])
  })
})

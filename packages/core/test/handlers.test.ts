import { type ConnectionEvent, combine, createWebhook, forHub, type Handlers } from '@signalr-events/core'
import { createClient, eventGrid } from '@signalr-events/testing'
import { describe, expect, it } from 'vitest'
import { listening, toRequest } from './support.js'

const silent = { onError: () => {} }

function recorder(log: string[], name: string): Handlers {
  const note = ({ type, hubName }: ConnectionEvent) => log.push(`${name} ${type} ${hubName}`)
  return { connected: note, disconnected: note }
}

describe('hub', () => {
  it.each([
    ['chat', 'chat', 1],
    ['ChatHub', 'chathub', 1],
    ['chathub', 'ChatHub', 1],
    ['chat', 'chatter', 0],
    ['chat', 'app_chat', 0],
  ])('%s and events of %s: %i of each type', async (name, hubName, count) => {
    const log: string[] = []
    const client = createClient(createWebhook(forHub(name, recorder(log, 'h')), silent))
    expect(await client.send(eventGrid.connected({ hubName }))).toMatchObject({ status: 200 })
    expect(await client.send(eventGrid.disconnected({ hubName }))).toMatchObject({ status: 200 })
    expect(log).toHaveLength(count * 2)
  })
})

describe('all', () => {
  it('runs every map, in order, also when one fails, and reports every error', async () => {
    const log: string[] = []
    const broken: Handlers = {
      connected() {
        throw new Error('broken')
      },
    }
    const { webhook, errors } = listening(combine(broken, recorder(log, 'a'), {}, broken, recorder(log, 'b')))
    expect(await createClient(webhook).send(eventGrid.connected())).toMatchObject({ status: 500 })
    expect(log).toEqual(['a connected chat', 'b connected chat'])
    expect(errors[0]?.cause).toMatchObject({ errors: [{ message: 'broken' }, { message: 'broken' }] })
  })

  it('throws a single error as it is', async () => {
    const error = new Error('broken')
    const { webhook, errors } = listening(combine({ connected: () => Promise.reject(error) }, {}))
    await createClient(webhook).send(eventGrid.connected())
    expect(errors.map(({ cause }) => cause)).toEqual([error])
  })

  it('keeps `this` of a handler map that is an object with methods', async () => {
    class Online {
      readonly ids: string[] = []
      connected({ connectionId }: ConnectionEvent) {
        this.ids.push(connectionId)
      }
    }
    const online = new Online()
    for (const handlers of [online, combine(online), forHub('chat', online)]) {
      await createClient(createWebhook(handlers)).send(eventGrid.connected({ connectionId: 'c' }))
    }
    expect(online.ids).toEqual(['c', 'c', 'c'])
  })
})

describe('handlers that are no object', () => {
  const misspelled = { conected() {} } as Handlers
  const list = [{ connected() {} }] as unknown as Handlers

  it.each<[where: string, make: () => unknown, says: string]>([
    ['misspelled', () => createWebhook(misspelled), "there is no event 'conected'"],
    ['misspelled in hub', () => forHub('chat', misspelled), "there is no event 'conected'"],
    ['misspelled in all', () => combine({}, misspelled), "there is no event 'conected'"],
    ['a list', () => createWebhook(list), 'must be an object'],
    ['a list in hub', () => forHub('chat', list), 'must be an object'],
    ['a list in all', () => combine(list), 'must be an object'],
    [
      'options in place of handlers',
      () => createWebhook({ path: '/events' } as Handlers),
      "there is no event 'path'",
    ],
  ])('%s', (_, make, says) => {
    expect(make).toThrow(TypeError)
    expect(make).toThrow(says)
  })
})

describe('context', () => {
  it('has the delivery, the native request, and a signal that has not aborted', async () => {
    const before = Date.now()
    const contexts: unknown[] = []
    const webhook = createWebhook<{ name: string }>({ connected: (_, context) => contexts.push(context) })
    const native = { name: 'native' }
    await webhook.handle({
      ...toRequest(eventGrid.connected({}, { subscription: 'online', attempt: 3 })),
      native,
    })
    const delivery = { schema: 'eventgrid', eventType: 'Notification', subscription: 'ONLINE', attempt: 3 }
    expect(contexts).toMatchObject([{ native, delivery, signal: { aborted: false } }])
    const [
      {
        delivery: { receivedAt },
      },
    ] = contexts as [{ delivery: { receivedAt: number } }]
    expect(receivedAt).toBeGreaterThanOrEqual(before)
    expect(receivedAt).toBeLessThanOrEqual(Date.now())
  })

  it('gives the envelope as received', async () => {
    const raws: unknown[] = []
    const event = { ...eventGrid.connectedEvent(), extra: [1] }
    await createClient(createWebhook({ connected: ({ raw }) => raws.push(raw) })).send(
      eventGrid.batch([event]),
    )
    expect(raws).toEqual([event])
  })
})

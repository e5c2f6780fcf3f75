import { sharedKey } from '@signalr-events/express'
import { samples } from '@signalr-events/testing'
import { describe, expect, it } from 'vitest'
import { runCli } from './support/cli.js'
import { startWebhook } from './support/webhook.js'

// The built program, against a webhook in Express.

describe.each(['eventgrid', 'cloudevents'])('in %s', (schema) => {
  it('one event with the values of the options reaches its handler', async () => {
    const { url, handled } = await startWebhook()
    const event = {
      hub: 'game',
      user: 'ada',
      connection: 'c1',
      id: 'e1',
      source: '/subscriptions/1/resourceGroups/rg/providers/Microsoft.SignalRService/SignalR/ours',
    }
    const said = { ...event, error: 'cut', subscription: 'online', attempt: '2', schema }
    const args = Object.entries(said).flatMap(([name, value]) => [`--${name}`, value])
    const { code, stdout, stderr } = await runCli(['send', url, ...args])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.replaceAll(/\d+ ms/g, '_ ms')).toBe(
      `${schema === 'eventgrid' ? 'POST' : 'OPTIONS'} ${url}/ handshake → 200 in _ ms\n` +
        `POST ${url}/ disconnected ada → 200 in _ ms\n`,
    )
    expect(handled).toMatchObject([
      {
        event: {
          type: 'disconnected',
          hubName: event.hub,
          userId: event.user,
          connectionId: event.connection,
          id: event.id,
          source: event.source,
          errorMessage: 'cut',
        },
        delivery: { schema, subscription: 'ONLINE', attempt: 2 },
      },
    ])
  })

  it('a webhook with a key and allow-lists accepts it', async () => {
    const options = { authorize: sharedKey('s3same'), subscriptions: ['online'], sources: ['/ours'] }
    const { url, handled } = await startWebhook(options)
    const details = ['--subscription', 'online', '--source', '/ours', '--anonymous', '--schema', schema]
    const { code, stdout } = await runCli(['send', `${url}?key=s3same`, ...details])
    expect(code, stdout).toBe(0)
    expect(handled).toMatchObject([{ event: { type: 'connected', userId: undefined } }])
    const wrong = await runCli(['send', `${url}?key=guess`, ...details])
    expect(wrong.code).toBe(1)
    expect(handled).toHaveLength(1)
  })
})

const documented = /^signalr-docs-(eventgrid|cloudevents)/
const events = samples
  .filter(({ name }) => documented.test(name))
  .flatMap(({ body }) => body as Record<string, unknown>[])
  .map((event, i): Record<string, unknown> => ({ ...event, id: `event-${i}` }))

const deadLetterMembers = {
  deadLetterReason: 'MaxDeliveryAttemptsExceeded',
  deliveryAttempts: 30,
  lastDeliveryOutcome: 'NotFound',
  lastHttpStatusCode: 404,
  publishTime: '2026-08-13T17:18:14.0265758Z',
  lastDeliveryAttemptTime: '2026-08-14T17:18:14.0465788Z',
}
const lowerCaseMembers = Object.fromEntries(
  Object.entries(deadLetterMembers).map(([name, value]) => [name.toLowerCase(), value]),
)

const rename = (event: Record<string, unknown>) => ({ ...event, id: `other-${event['id']}` })

/** A dead letter as Event Grid writes it. The names are in lower case in a CloudEvent. */
const toDeadLetter = (event: object) => ({
  ...event,
  ...('specversion' in event ? lowerCaseMembers : deadLetterMembers),
})

describe('a file', () => {
  it.each([
    ['an array', JSON.stringify(events)],
    ['lines', events.map((event) => JSON.stringify(event)).join('\n')],
    ['a dead-letter blob', JSON.stringify(events.map(toDeadLetter))],
    ['concatenated dead-letter blobs', events.map((event) => JSON.stringify([toDeadLetter(event)])).join('')],
    [
      'one dead letter per line',
      events.map((event) => `${JSON.stringify(toDeadLetter(event))}\r\n`).join(''),
    ],
    ['a file formatted by an editor', `\uFEFF${JSON.stringify(events.map(toDeadLetter), null, 2)}\n`],
  ])('%s: every event arrives once, unchanged, in order', async (_, input) => {
    const { url, handled } = await startWebhook()
    const { code, stdout } = await runCli(['send', url, '--file', '-'], { input })
    expect(code, stdout).toBe(0)
    expect(handled.map(({ event }) => event.raw)).toEqual(events)
    expect(handled.map(({ delivery }) => delivery.attempt)).toEqual([0, 0, 0, 0])
    expect(stdout).toMatch(/\n4 events sent in 4 deliveries: 4 accepted, 0 failed\n$/)
  })

  it('is sent in batches of one schema each', async () => {
    const { url, handled } = await startWebhook()
    const input = JSON.stringify([...events.slice(0, 2).map(rename), ...events])
    const { code, stdout } = await runCli(['send', url, '--file', '-', '--batch', '3'], { input })
    expect([code, handled.length]).toEqual([0, 6])
    expect(stdout.match(/\d events(?= →)|\w+connected/g)).toEqual(['3 events', 'disconnected', '2 events'])
  })

  it('events of other types are sent unchanged', async () => {
    const other = {
      id: '1',
      topic: 't',
      eventType: 'Microsoft.Storage.BlobCreated',
      data: { n: 1.5 },
      more: [],
    }
    const unknown: unknown[] = []
    const { url } = await startWebhook({ onUnknown: (event) => unknown.push(event) })
    const { code } = await runCli(['send', url, '--file', '-'], {
      input: JSON.stringify(toDeadLetter(other)),
    })
    expect([code, unknown]).toEqual([0, [other]])
  })
})

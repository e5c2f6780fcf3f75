import type { RequestListener, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { EventGridDeserializer } from '@azure/eventgrid'
import { manualClock, type SubscriptionOptions, startEventGrid } from '@signalr-events/simulator'
import express from 'express'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startServer } from './support/servers.js'

// The simulator against other receivers: hand-written ones, and those of published libraries.

// It does not support all our Node versions, and is installed on the others only.
const sdk = await import('cloudevents').catch(() => undefined)

/** Starts a server that ends with the test, and returns the URL of its receiver. */
async function serve(listener: RequestListener): Promise<string> {
  return `${await startServer(listener)}/api/updates`
}

/** Delivers all kinds of traffic. Returns the connection ids of the events in the order of sending. */
async function deliver(options: SubscriptionOptions): Promise<string[]> {
  const clock = manualClock()
  const grid = await startEventGrid({ clock, subscriptions: [{ ...options, concurrency: 1 }] })
  onTestFinished(() => grid.stop())
  expect(grid.subscriptions()).toMatchObject([{ state: 'Succeeded' }])
  grid.traffic({ rate: 20, events: 200, hubs: ['chat', 'spiel-ß'], errors: 0.5 })
  await clock.advance('1h')
  expect(grid.subscriptions()).toMatchObject([{ delivered: 200, failedAttempts: 0 }])
  const sent = grid.attempts().flatMap(({ request }) => [JSON.parse(request.body ?? '')].flat())
  return sent.map(({ data }) => data.connectionId)
}

function acceptHandshake(response: ServerResponse): void {
  response.setHeader('WebHook-Allowed-Origin', '*')
  response.end()
}

describe.each([undefined, { maxEvents: 50 }])('with batches of %o', (batch) => {
  it('a route for Express in the style of the documentation', async () => {
    const received: string[] = []
    const app = express()
    app.use(express.json())
    app.post('/api/updates', (req, res) => {
      for (const { eventType, data } of req.body) {
        if (eventType === 'Microsoft.EventGrid.SubscriptionValidationEvent') {
          res.send({ validationResponse: data.validationCode })
          return
        }
        received.push(data.connectionId)
      }
      res.sendStatus(200)
    })
    const sent = await deliver({ endpoint: await serve(app), batch })
    expect(received).toEqual(sent)
  })

  it.skipIf(sdk === undefined)('the receiver of the cloudevents SDK', async () => {
    const { CloudEvent, HTTP } = sdk ?? expect.fail()
    const received: unknown[] = []
    const endpoint = await serve(async (request, response) => {
      if (request.method === 'OPTIONS') return acceptHandshake(response)
      const events = [HTTP.toEvent({ headers: request.headers, body: await text(request) })].flat()
      for (const event of events) {
        expect(event).toBeInstanceOf(CloudEvent)
        received.push((event as InstanceType<typeof CloudEvent<{ connectionId: string }>>).data?.connectionId)
      }
      response.writeHead(204).end()
    })
    const sent = await deliver({ endpoint, schema: 'cloudevents', batch })
    expect(received).toEqual(sent)
  })

  it.each(['eventgrid', 'cloudevents'] as const)(
    'the deserializer of @azure/eventgrid, %s',
    async (schema) => {
      const received: string[] = []
      const deserializer = new EventGridDeserializer()
      const endpoint = await serve(async (request, response) => {
        if (request.method === 'OPTIONS') return acceptHandshake(response)
        const body = await text(request)
        const events =
          schema === 'eventgrid'
            ? await deserializer.deserializeEventGridEvents(body)
            : await deserializer.deserializeCloudEvents(body)
        const data = events.map((event) => event.data as { connectionId?: string; validationCode?: string })
        received.push(...data.flatMap(({ connectionId = [] }) => connectionId))
        response.end(JSON.stringify({ validationResponse: data[0]?.validationCode }))
      })
      const sent = await deliver({ endpoint, schema, batch })
      expect(received).toEqual(sent)
    },
  )
})

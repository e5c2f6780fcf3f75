import { once } from 'node:events'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { EventGridDeserializer } from '@azure/eventgrid'
import { manualClock, type SubscriptionOptions, startEventGrid } from '@signalr-events/simulator'
import express from 'express'
import { describe, expect, it, onTestFinished } from 'vitest'

// The simulator against servers that are not ours: as people write them by hand, and with the libraries that exist.

// It says of itself that it does not run on every Node that we run on, and is not installed there.
const sdk = await import('cloudevents').catch(() => undefined)

/** Starts a server that ends with the test. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/updates`
}

/** Traffic of all kinds. Says which connections the events are about, in the order in which they were sent. */
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

function admit(response: ServerResponse): void {
  response.setHeader('WebHook-Allowed-Origin', '*')
  response.end()
}

describe.each([undefined, { maxEvents: 50 }])('with batches of %o', (batch) => {
  it('a route for Express in the style of the documentation', async () => {
    const got: string[] = []
    const app = express()
    app.use(express.json())
    app.post('/api/updates', (req, res) => {
      for (const { eventType, data } of req.body) {
        if (eventType === 'Microsoft.EventGrid.SubscriptionValidationEvent') {
          res.send({ validationResponse: data.validationCode })
          return
        }
        got.push(data.connectionId)
      }
      res.sendStatus(200)
    })
    const sent = await deliver({ endpoint: await serve(app), batch })
    expect(got).toEqual(sent)
  })

  it.skipIf(sdk === undefined)('the receiver of the cloudevents SDK', async () => {
    const { CloudEvent, HTTP } = sdk ?? expect.fail()
    const got: unknown[] = []
    const endpoint = await serve(async (request, response) => {
      if (request.method === 'OPTIONS') return admit(response)
      const received = [HTTP.toEvent({ headers: request.headers, body: await text(request) })].flat()
      for (const event of received) {
        expect(event).toBeInstanceOf(CloudEvent)
        got.push((event as InstanceType<typeof CloudEvent<{ connectionId: string }>>).data?.connectionId)
      }
      response.writeHead(204).end()
    })
    const sent = await deliver({ endpoint, schema: 'cloudevents', batch })
    expect(got).toEqual(sent)
  })

  it.each(['eventgrid', 'cloudevents'] as const)(
    'the deserializer of @azure/eventgrid, %s',
    async (schema) => {
      const got: string[] = []
      const deserializer = new EventGridDeserializer()
      const endpoint = await serve(async (request, response) => {
        if (request.method === 'OPTIONS') return admit(response)
        const body = await text(request)
        const events =
          schema === 'eventgrid'
            ? await deserializer.deserializeEventGridEvents(body)
            : await deserializer.deserializeCloudEvents(body)
        const data = events.map((event) => event.data as { connectionId?: string; validationCode?: string })
        got.push(...data.flatMap(({ connectionId = [] }) => connectionId))
        response.end(JSON.stringify({ validationResponse: data[0]?.validationCode }))
      })
      const sent = await deliver({ endpoint, schema, batch })
      expect(got).toEqual(sent)
    },
  )
})

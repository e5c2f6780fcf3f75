import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type EventGridOptions,
  manualClock,
  scaledClock,
  startEventGrid,
  systemClock,
} from '@signalr-events/simulator'
import { describe, expect, it, onTestFinished } from 'vitest'
import { forDeliveries, startEndpoint } from './support/endpoint.js'
import { startGrid } from './support/grid.js'

/** The kinds of handles that a simulation creates. */
const kinds = ['Timeout', 'TCPServerWrap', 'TCPSocketWrap']

/** The open handles of this process, by kind. */
function countHandles(): number[] {
  const all = process.getActiveResourcesInfo()
  return kinds.map((kind) => all.filter((each) => each === kind).length)
}

describe('stop', () => {
  it('leaves no handle open after twenty runs', { timeout: 180_000 }, async () => {
    const endpoint = await startEndpoint(forDeliveries(() => 503))
    const before = countHandles()
    for (let run = 0; run < 20; run++) {
      const grid = await startEventGrid({
        clock: run % 2 === 0 ? systemClock() : scaledClock(10),
        subscriptions: [
          { endpoint: endpoint.url },
          { endpoint: endpoint.url, schema: 'cloudevents' },
          { endpoint: 'http://127.0.0.1:9' },
        ],
        faults: { delays: 0.5, resets: 0.1 },
      })
      grid.traffic({ rate: 1000 })
      grid.publish(Array.from({ length: 50 }, () => ({ type: 'connected' as const })))
      await expect.poll(() => grid.attempts().length).toBeGreaterThan(10)
      await grid.stop()
    }
    // There may be fewer: timers of the test runner end meanwhile.
    const leaked = () => kinds.filter((_, i) => (countHandles()[i] ?? 0) > (before[i] ?? 0))
    await expect.poll(leaked).toEqual([])
  })

  it('frees the port of the validation server', async () => {
    const endpoint = await startEndpoint(() => 200)
    const { grid } = await startGrid({ endpoint: endpoint.url })
    const url = grid.subscriptions()[0]?.validationUrl ?? ''
    await grid.stop()
    const { port } = new URL(url)
    const server = createServer().listen(Number(port), '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    expect((server.address() as AddressInfo).port).toBe(Number(port))
  })

  it('ends requests in flight and resolves waiting promises', async () => {
    const closed: Promise<unknown>[] = []
    const endpoint = await startEndpoint(({ headers }, response) => {
      if (headers['aeg-event-type'] !== 'Notification') return undefined
      closed.push(once(response, 'close'))
      return 'handled'
    })
    const grid = await startEventGrid({ subscriptions: [{ endpoint: endpoint.url }] })
    grid.publish({ type: 'connected' })
    await expect.poll(() => closed.length).toBe(1)
    const idle = grid.idle()
    const { done } = grid.traffic()
    await grid.stop()
    await Promise.all([...closed, idle, done])
    expect(grid.attempts()).toEqual([])
  })

  it('can be called twice, and nothing happens afterwards', async () => {
    const endpoint = await startEndpoint()
    const { grid, clock } = await startGrid({ endpoint: endpoint.url })
    await grid.stop()
    await grid.stop()
    grid.publish({ type: 'connected' })
    grid.validate('mine')
    await grid.traffic().done
    await grid.idle()
    await clock.advance('1h')
    expect(endpoint.requests).toHaveLength(1)
  })
})

it('two simulations in one process are independent', async () => {
  const clock = manualClock()
  const [one, two] = [await startEndpoint(), await startEndpoint(() => undefined)]
  const { grid: first } = await startGrid({ endpoint: one.url }, { seed: 1 }, clock)
  const { grid: second } = await startGrid({ endpoint: two.url, name: 'other' }, { seed: 2 }, clock)
  first.publish({ type: 'connected', userId: 'ada' })
  second.publish([
    { type: 'connected', userId: 'ben' },
    { type: 'disconnected', userId: 'ben' },
  ])
  await Promise.all([first.idle(), second.idle()])
  expect(one.deliveries().map(({ body }) => /"userId":"(\w+)"/.exec(body)?.[1])).toEqual(['ada'])
  expect(two.deliveries().map(({ body }) => /"userId":"(\w+)"/.exec(body)?.[1])).toEqual(['ben', 'ben'])
  expect([first.attempts().length, second.attempts().length]).toEqual([1, 2])

  // One ends. The clock continues for the other.
  first.traffic({ rate: 1 })
  second.traffic({ rate: 1 })
  await first.stop()
  await clock.advance('1m')
  expect(one.deliveries()).toHaveLength(1)
  expect(two.deliveries().length).toBeGreaterThan(30)
})

describe('the inspection', () => {
  it('lists each attempt with its request, answer, time and what happens next', async () => {
    const endpoint = await startEndpoint(({ headers }, response) => {
      if (headers['aeg-event-type'] !== 'Notification') return undefined
      response.writeHead(503, { 'retry-after': '7' }).end('not now')
      return 'handled'
    })
    const seen: unknown[] = []
    const { grid, clock } = await startGrid(
      { endpoint: endpoint.url },
      { onAttempt: (attempt) => seen.push(attempt) },
    )
    const [event] = grid.publish({ type: 'connected', userId: 'ada' })
    await grid.idle()
    const attempts = grid.attempts()
    expect(attempts).toEqual([
      {
        subscription: 'mine',
        count: 0,
        at: clock.now(),
        durationMs: expect.any(Number),
        url: endpoint.url,
        request: expect.objectContaining({ method: 'POST', body: endpoint.deliveries()[0]?.body }),
        eventIds: [event?.id],
        publishedAt: [clock.now()],
        answer: { status: 503, headers: expect.objectContaining({ 'retry-after': '7' }), body: 'not now' },
        error: undefined,
        outcome: 'Busy',
        next: { retryAt: clock.now() + 30_000 },
      },
    ])
    expect(seen).toEqual(attempts)
  })

  it('keeps the configured number of attempts', async () => {
    const endpoint = await startEndpoint()
    const { grid } = await startGrid({ endpoint: endpoint.url, concurrency: 1 }, { history: 3 })
    const published = grid.publish(Array.from({ length: 10 }, () => ({ type: 'connected' as const })))
    await grid.idle()
    expect(grid.attempts().flatMap(({ eventIds }) => eventIds)).toEqual(
      published.slice(-3).map(({ id }) => id),
    )
    expect(grid.subscriptions()).toMatchObject([{ attempts: 10, delivered: 10 }])
  })

  it('is idle when all is delivered, also on a clock that runs', async () => {
    let failures = 3
    const endpoint = await startEndpoint(forDeliveries(() => (failures-- > 0 ? 500 : undefined)))
    // An hour in 3.6 s.
    const grid = await startEventGrid({
      clock: scaledClock(1000),
      subscriptions: [{ endpoint: endpoint.url }],
    })
    onTestFinished(() => grid.stop())
    grid.publish(Array.from({ length: 10 }, () => ({ type: 'connected' as const })))
    await grid.traffic({ events: 20, rate: 1 }).done
    await grid.idle()
    expect(grid.subscriptions()).toMatchObject([{ events: 30, delivered: 30, pending: 0, failedAttempts: 3 }])
  })
})

describe('an option', () => {
  const endpoint = 'http://127.0.0.1:9'
  it.each<[object, RegExp]>([
    [{ endpoint: 'nonsense' }, /endpoint/],
    [{ endpoint, deadLetters: true }, /subscriptions: there is no option 'deadLetters'/],
    [{ endpoint, batch: { maxSize: 5 } }, /batch: there is no option 'maxSize'/],
    [{ endpoint, retry: { attempts: 5 } }, /retry: there is no option 'attempts'/],
    [{ endpoint, filter: { eventTypes: [] } }, /filter: there is no option 'eventTypes'/],
    [{ endpoint: 'ftp://127.0.0.1' }, /endpoint/],
    [{ endpoint, schema: 'custom' }, /schema/],
    [{ endpoint, batch: { maxEvents: 0 } }, /batch\.maxEvents must be a number from 1 to 5000, got 0/],
    [{ endpoint, batch: { maxEvents: 5001 } }, /batch\.maxEvents/],
    [{ endpoint, batch: { preferredKilobytes: 1025 } }, /batch\.preferredKilobytes/],
    [{ endpoint, retry: { maxAttempts: 31 } }, /retry\.maxAttempts/],
    [{ endpoint, retry: { timeToLive: '59s' } }, /retry\.timeToLive/],
    [{ endpoint, retry: { timeToLive: '25h' } }, /retry\.timeToLive/],
    [{ endpoint, retry: { timeToLive: 'a while' } }, /retry\.timeToLive/],
    [{ endpoint, retry: { jitter: 2 } }, /retry\.jitter/],
    [{ endpoint, timeout: '1 fortnight' }, /timeout/],
    [{ endpoint, concurrency: 0 }, /concurrency/],
    [{ endpoint, headers: { 'aeg-mine': '1' } }, /aeg-mine/],
    [{ endpoint, headers: { 'Content-Length': '5' } }, /'Content-Length' is set by HTTP/],
    [{ endpoint, headers: { host: 'example.com' } }, /'host' is set by HTTP/],
    [{ endpoint, headers: null }, /subscriptions: 'headers' must be an object of texts/],
    [{ endpoint, headers: { 'x-key': 5 } }, /'headers' must be an object of texts/],
    [{ endpoint, name: 5 }, /'name' must be a text that is not empty/],
    [{ endpoint, deadLetter: 'lost.json' }, /'deadLetter' must be true or false/],
    [{ endpoint, batch: { contentType: 'a\nb' } }, /batch: 'contentType' must be a content type/],
    [{ endpoint, retry: { probation: 'yes' } }, /retry: 'probation' must be true or false/],
    [{ endpoint, filter: { includedEventTypes: 'x' } }, /filter: 'includedEventTypes' must be a list/],
    [{ endpoint, headers: { 'x-long': 'x'.repeat(4097) } }, /x-long/],
    [{ endpoint, headers: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`x-${i}`, ''])) }, /10/],
  ])('beyond its limits is named in the error: %o', async (subscription, message) => {
    await expect(startGrid(subscription as { endpoint: string })).rejects.toThrow(message)
    await expect(startGrid(subscription as { endpoint: string })).rejects.toThrow(TypeError)
  })

  it.each<[object, RegExp]>([
    [{ hubs: 'chat' }, /traffic: 'hubs' must be a list of names/],
    [{ users: '5' }, /traffic: 'users' must be a whole number/],
    [{ events: 1.5 }, /traffic: 'events' must be a whole number/],
    [{ bursts: {} }, /bursts: 'every' must be milliseconds/],
  ])('of traffic with a wrong type is named in the error: %o', async (traffic, message) => {
    const { grid } = await startGrid({ endpoint })
    expect(() => grid.traffic(traffic)).toThrow(message)
    expect(() => grid.traffic(traffic)).toThrow(TypeError)
  })

  it('that is misspelled is named in the error: of an event, a clock or a fault', async () => {
    const { grid } = await startGrid({ endpoint })
    const event = { type: 'connected', userID: 'ada' } as never
    expect(() => grid.publish(event)).toThrow(new TypeError("publish: there is no option 'userID'"))
    expect(() => manualClock({ maxwait: 1 } as never)).toThrow("manualClock: there is no option 'maxwait'")
    const faults = { duplicates: '1' } as never
    await expect(startGrid({ endpoint }, { faults })).rejects.toThrow('faults.duplicates must be a number')
  })

  it.each<[unknown, string]>([
    [undefined, 'options must be an object'],
    [{}, "'subscriptions' must be a list of subscriptions"],
    [{ subscriptions: [endpoint] }, "'subscriptions' must be a list of subscriptions"],
    [{ subscriptions: [], fault: {} }, "there is no option 'fault'"],
    [{ subscriptions: [], clock: 60 }, "'clock' must be a clock"],
    [{ subscriptions: [], seed: 'a' }, "'seed' must be a number"],
    [{ subscriptions: [], history: -1 }, "'history' must be a whole number, 0 or more"],
    [{ subscriptions: [], onAttempt: 'log' }, "'onAttempt' must be a function"],
  ])('of the grid is checked: %o', async (options, message) => {
    const expected = new TypeError(`startEventGrid: ${message}`)
    await expect(startEventGrid(options as EventGridOptions)).rejects.toThrow(expected)
  })

  it('that is not set is left out', async () => {
    const batch = { maxEvents: undefined }
    const { grid } = await startGrid({ endpoint, batch, retry: undefined }, { onFault: undefined })
    await grid.stop()
  })
})

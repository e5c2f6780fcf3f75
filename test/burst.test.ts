import { afterAll, expect, it } from 'vitest'
import { createFleet, type Instance } from './support/chaos/fleet.js'
import type { Journal, Run } from './support/chaos/journal.js'
import { createSender, type Delivery, keyOf, type SentEvent } from './support/chaos/sender.js'
import { print } from './support/chaos/table.js'

// All clients of a large hub connect and disconnect at once, against one process. Deliveries above the limit are
// rejected and retried. Nothing is lost, duplicated, out of order, or left in memory.

const connections = 50_000
const size = 500
const remember = 20_000
const server = {
  options: { maxDeliveries: 8 },
  remember,
  work: { least: 0, most: 3 },
}
/** Several times as many deliveries in flight as the server accepts; each is retried until it is accepted. */
const sending = { pace: 200, parallel: 32, timeoutMs: 30_000, attempts: Infinity, within: 240_000 }

// A remembered key takes about 300 bytes as JSON and in the Set. The rest is compiled code and buffers. All deliveries
// together have 60 MB: a leak of a fifth of every delivery would show.
const heapBound = remember * 400 + 6 * 1024 * 1024

const fleet = createFleet({ timeout: 360_000 })
afterAll(() => fleet.dispose())

/** The last clients disconnect first, so that both of their deliveries are in flight at the same time. */
function createBurst(): Delivery[] {
  const ids = Array.from({ length: connections }, (_, i) => `connection-${i}`)
  const toEvents = (type: SentEvent['type'], connectionIds: string[]) =>
    connectionIds.map((connectionId, i): SentEvent => ({ type, id: `event-${i}`, connectionId }))
  const events = [...toEvents('connected', ids), ...toEvents('disconnected', ids.toReversed())]
  return Array.from({ length: events.length / size }, (_, i) => ({
    name: `delivery-${i}`,
    schema: i % 2 === 0 ? 'eventgrid' : 'cloudevents',
    events: events.slice(i * size, (i + 1) * size),
  }))
}

async function measure({ url }: Instance): Promise<{ heap: number; peak: number }> {
  return (await fetch(`${url}/memory`)).json() as Promise<{ heap: number; peak: number }>
}

/** The connections whose events were not handled one after another in the order of arrival. */
function listOutOfOrder({ runs, arrivals }: Journal, deliveries: readonly Delivery[]): string[] {
  const byName = new Map(deliveries.map((delivery) => [delivery.name, delivery]))
  const arrived = arrivals.flatMap((name) => byName.get(name)?.events ?? [])
  const places = new Map(arrived.map((event, place) => [keyOf(event), place]))
  const placeOf = ({ key }: Run) => places.get(key) ?? -1
  const lasts = new Map<string, Run>()
  const outOfOrder: string[] = []
  // The runs of the journal are in the order of their start.
  for (const run of runs) {
    const connectionId = run.key.split('/')[2] ?? ''
    const last = lasts.get(connectionId)
    if (last !== undefined && (placeOf(last) > placeOf(run) || (last.ended ?? Infinity) > run.started)) {
      outOfOrder.push(connectionId)
    }
    lasts.set(connectionId, run)
  }
  return outOfOrder
}

/** How many connections had both events in flight, so that only the order of arrival separated them. */
function countTogether({ runs }: Journal): number {
  const connects = runs.filter(({ key }) => key.startsWith('connected/'))
  const ends = new Map(connects.map(({ key, ended = 0 }) => [key.split('/')[2] ?? '', ended]))
  return runs.filter(({ key, received }) => {
    const [type, , connectionId] = key.split('/')
    return type === 'disconnected' && received < (ends.get(connectionId ?? '') ?? 0)
  }).length
}

async function run(deliveries: readonly Delivery[]) {
  const instance = await fleet.start(server)
  const before = await measure(instance)
  const sender = createSender(() => instance.url, sending)
  const accepted = await Promise.all(deliveries.map((delivery) => sender.send(delivery)))
  const { heap, peak } = await measure(instance)
  const ending = await instance.end('SIGTERM')
  return { answers: sender.answers, accepted, grown: heap - before.heap, peak, ending }
}

const toMegabytes = (bytes: number) => `${(bytes / 1024 ** 2).toFixed(1)} MB`

it('a burst loses nothing and leaves no memory behind', { timeout: 360_000 }, async () => {
  const begun = Date.now()
  const deliveries = createBurst()
  const { answers, accepted, grown, peak, ending } = await run(deliveries)
  const journal = fleet.journal()
  print('burst', {
    deliveries: deliveries.length,
    'handlers run': journal.runs.length,
    ...Object.fromEntries([...answers].map(([label, times]) => [`answered ${label}`, times])),
    'connections with both events in flight': countTogether(journal),
    'heap grown': toMegabytes(grown),
    'its bound': toMegabytes(heapBound),
    'peak of the process': toMegabytes(peak),
    seconds: Math.round((Date.now() - begun) / 1000),
  })

  expect(accepted).not.toContain(false)
  const sent = deliveries.flatMap(({ events }) => events.map(keyOf)).sort()
  const handled = journal.runs.filter(({ marked }) => marked !== undefined).map(({ key }) => key)
  expect(journal.runs).toHaveLength(sent.length)
  expect(handled.sort()).toEqual(sent)
  expect(listOutOfOrder(journal, deliveries).slice(0, 5)).toEqual([])
  // On a busy machine, the server closes a connection whose rejected body does not come to its end in a second.
  expect(['200', '503 OVERLOADED', 'connection failed']).toEqual(expect.arrayContaining([...answers.keys()]))
  expect(answers.get('503 OVERLOADED')).toBeGreaterThan(0)
  expect([...journal.codes.keys()]).toEqual(['OVERLOADED'])
  expect(grown).toBeLessThan(heapBound)
  expect(ending).toEqual({ code: 0, signal: null, errors: '' })
})

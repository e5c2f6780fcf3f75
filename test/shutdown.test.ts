import { afterAll, describe, expect, it } from 'vitest'
import { createFleet, type Fleet } from './support/chaos/fleet.js'
import type { Run } from './support/chaos/journal.js'
import { createRandom } from './support/chaos/random.js'
import { createSender, type Delivery, keyOf, type Sender } from './support/chaos/sender.js'
import { print } from './support/chaos/table.js'
import { createTraffic } from './support/chaos/traffic.js'
import { describeRedis, type Redis, startRedis } from './support/redis.js'

// A deployment under load: SIGTERM while deliveries run. Running handlers finish, waiting claims are released, and the
// process ends with exit code 0.

const traffic = { events: 2_000, connections: 500, duplicates: 0.05, largest: 50 }
const server = {
  // More events wait than can be handled within the limit of `close`.
  options: { concurrency: 8 },
  closeWithin: 300,
  work: { least: 20, most: 60 },
  // Far longer than the test: an unreleased claim is never handled.
  lease: 3_600_000,
}
const sending = { pace: 60, parallel: 16, timeoutMs: 30_000, within: 60_000 }

/** Sends all deliveries at once, and calls `then` when some are accepted and the others are in flight. */
async function send<Value>(sender: Sender, deliveries: readonly Delivery[], then: () => Promise<Value>) {
  const accepted: Delivery[] = []
  let proceed = () => {}
  const some = new Promise<void>((resolve) => {
    proceed = resolve
  })
  const sent = deliveries.map(async (delivery) => {
    if (!(await sender.send(delivery))) return
    accepted.push(delivery)
    if (accepted.length === 5) proceed()
  })
  await some
  const value = await then()
  await Promise.all(sent)
  return { accepted, value }
}

/** The handled events. Every run must have finished and be marked. */
function listHandled(runs: readonly Run[]): string[] {
  expect(runs.filter(({ marked }) => marked === undefined)).toEqual([])
  return runs.map(({ key }) => key).sort()
}

function listEvents(deliveries: readonly Delivery[]): string[] {
  return [...new Set(deliveries.flatMap(({ events }) => events.map(keyOf)))].sort()
}

const deliveries = createTraffic(createRandom(1), traffic)
const well = { code: 0, signal: null, errors: '' }

function withFleet(): Fleet {
  const fleet = createFleet()
  afterAll(() => fleet.dispose())
  return fleet
}

describeRedis('SIGTERM to one of two instances', 'own', () => {
  const fleet = withFleet()
  let redis: Redis | undefined
  afterAll(() => redis?.stop())

  it('loses and duplicates nothing', { timeout: 120_000 }, async () => {
    redis = await startRedis()
    const redisUrl = redis.url
    const [leaving, staying] = await Promise.all([1, 2].map(() => fleet.start({ ...server, redisUrl })))
    if (leaving === undefined || staying === undefined) throw new Error('no instances')
    let turn = 0
    const sender = createSender(() => (turn++ % 2 === 0 ? leaving : staying).url, sending)
    const { accepted, value: left } = await send(sender, deliveries, () => leaving.end('SIGTERM'))
    const stayed = await staying.end('SIGTERM')
    const { runs } = fleet.journal()
    print('SIGTERM to one of two instances', {
      deliveries: deliveries.length,
      ...Object.fromEntries([...sender.answers].map(([label, times]) => [`answered ${label}`, times])),
      'handled by the one that left': runs.filter(({ instance }) => instance === leaving.name).length,
      'handled by the one that stayed': runs.filter(({ instance }) => instance === staying.name).length,
    })

    expect(accepted).toHaveLength(deliveries.length)
    expect(listHandled(runs)).toEqual(listEvents(deliveries))
    expect([left, stayed]).toEqual([well, well])
    // All that Event Grid retries. On a busy machine, a deadline may pass.
    const answers = ['200', '503 CLOSING', '503 DEADLINE_PASSED', 'connection failed']
    expect(answers).toEqual(expect.arrayContaining([...sender.answers.keys()]))
  })
})

describe('SIGTERM to the only instance', () => {
  const fleet = withFleet()

  it('loses nothing that it has accepted', { timeout: 120_000 }, async () => {
    const instance = await fleet.start(server)
    const sender = createSender(() => instance.url, { ...sending, attempts: 1 })
    const { accepted, value: left } = await send(sender, deliveries, () => instance.end('SIGTERM'))
    const { runs } = fleet.journal()
    print('SIGTERM to the only instance', {
      deliveries: deliveries.length,
      ...Object.fromEntries([...sender.answers].map(([label, times]) => [`answered ${label}`, times])),
      'events handled': runs.length,
    })

    const handled = listHandled(runs)
    expect(handled).toEqual([...new Set(handled)])
    expect(handled).toEqual(expect.arrayContaining(listEvents(accepted)))
    expect(left).toEqual(well)
    expect(sender.answers.get('503 CLOSING')).toBeGreaterThan(0)
  })
})

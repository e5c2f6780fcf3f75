import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { createFleet, type Ending, type Instance } from './support/chaos/fleet.js'
import type { Journal } from './support/chaos/journal.js'
import { createRandom } from './support/chaos/random.js'
import { type Disruptions, explainRepeats, toHandled } from './support/chaos/repeats.js'
import { createSender, type Delivery, keyOf, type Sender } from './support/chaos/sender.js'
import { print } from './support/chaos/table.js'
import { createTraffic } from './support/chaos/traffic.js'
import { describeRedis, type Redis, startRedis } from './support/redis.js'

// Processes and Redis are killed, handlers fail, deliveries are duplicated and reordered. No event is lost, and none is
// handled twice except as the guarantee allows. Time is 15 times faster than with Event Grid: one second stands for 15
// seconds of its timeout (30), the deadline (25), the lease (60) and the retry delays.
// CHAOS_EVENTS sets the number of events, 1,000 per second of the run. CHAOS_SEED repeats a run.

const seed = Number(process.env['CHAOS_SEED'] ?? Date.now() % 2 ** 31)
const pace = 15
const traffic = {
  events: Number(process.env['CHAOS_EVENTS'] ?? 20_000),
  connections: 2_000,
  duplicates: 0.05,
  largest: 50,
}
const server = {
  options: { deadline: Math.round(25_000 / pace) },
  lease: 60_000 / pace,
  failures: 0.03,
  work: { least: 2, most: 10 },
  seed,
}
/** The time in which every event is sent once, in milliseconds. */
const span = traffic.events
/** The time limit of the whole run, in milliseconds. */
const limit = 2 * span + 140_000
const killEvery = 2_000
const outage = 500

const fleet = createFleet({ timeout: limit })
let redis: Redis
afterAll(async () => {
  await fleet.dispose()
  await redis?.stop()
})

/** Kills and replaces one process after another, until `stop` aborts. */
async function killInTurn(instances: Instance[], killed: Map<string, number>, stop: AbortSignal) {
  const endings: Ending[] = []
  for (let turn = 0; ; turn = (turn + 1) % instances.length) {
    await sleep(killEvery, undefined, { signal: stop }).catch(() => {})
    const instance = instances[turn]
    if (stop.aborted || instance === undefined) return endings
    killed.set(instance.name, Date.now())
    endings.push(await instance.end('SIGKILL'))
    instances[turn] = await fleet.start({ ...server, redisUrl: redis.url })
  }
}

/** Restarts Redis while events are handled. It writes nothing to disk, so all claims and marks are lost. */
async function restartRedis() {
  const from = Date.now()
  await redis.stop()
  await sleep(outage)
  redis = await startRedis({ port: redis.port })
  return { from, to: Date.now() }
}

/** Sends all deliveries, evenly over the span, and restarts Redis halfway. */
async function publish(sender: Sender, deliveries: readonly Delivery[]) {
  const accepted: Promise<boolean>[] = []
  let restarted: ReturnType<typeof restartRedis> | undefined
  for (const delivery of deliveries) {
    accepted.push(sender.send(delivery))
    if (accepted.length * 2 >= deliveries.length) restarted ??= restartRedis()
    await sleep(span / deliveries.length)
  }
  return { accepted: await Promise.all(accepted), outage: await restarted }
}

function analyze({ runs, codes }: Journal, disruptions: Disruptions) {
  const handled = toHandled(runs)
  const repeats = explainRepeats(handled, disruptions)
  const count = (cause: string | undefined) => repeats.filter((repeat) => repeat.cause === cause).length
  const interrupted = runs.filter(({ ended, failed }) => ended === undefined && failed === undefined)
  return {
    handled,
    unexplained: repeats.filter(({ cause }) => cause === undefined),
    codes: [...codes.keys()],
    /** Runs that neither finished nor failed, although their process was not killed. */
    interrupted: interrupted.filter(({ instance }) => !disruptions.killed.has(instance)),
    figures: {
      'events handled': handled.size,
      'injected handler failures': runs.filter(({ failed }) => failed !== undefined).length,
      'handlers interrupted by a kill': interrupted.length,
      'handled again, killed before the mark': count('killed'),
      'handled again, Redis had forgotten': count('forgotten'),
      'handled again, unexplained': count(undefined),
      ...Object.fromEntries([...codes].map(([code, times]) => [`reported ${code}`, times])),
    },
  }
}

async function run(deliveries: readonly Delivery[]) {
  redis = await startRedis()
  const start = () => fleet.start({ ...server, redisUrl: redis.url })
  const instances = await Promise.all([start(), start(), start()])
  let turn = 0
  const toUrl = () => instances[turn++ % instances.length]?.url ?? ''
  const sender = createSender(toUrl, { pace, parallel: 32, within: limit - 80_000 })
  const killed = new Map<string, number>()
  const stop = new AbortController()
  const killing = killInTurn(instances, killed, stop.signal)
  const { accepted, outage } = await publish(sender, deliveries).finally(() => stop.abort())
  const endings = await killing
  const last = await Promise.all(instances.map(({ end }) => end('SIGTERM')))
  return { disruptions: { killed, outage }, answers: sender.answers, accepted, endings, last }
}

describeRedis('chaos', 'own', () => {
  it(`loses and duplicates no event, seed ${seed}`, { timeout: limit }, async () => {
    const begun = Date.now()
    const deliveries = createTraffic(createRandom(seed), traffic)
    const { disruptions, answers, accepted, endings, last } = await run(deliveries)
    const { handled, unexplained, interrupted, codes, figures } = analyze(fleet.journal(), disruptions)
    print(`chaos, seed ${seed}`, {
      deliveries: deliveries.length,
      'events sent, duplicates too': deliveries.flatMap(({ events }) => events).length,
      ...Object.fromEntries([...answers].map(([label, times]) => [`answered ${label}`, times])),
      'processes killed': endings.length,
      ...figures,
      seconds: Math.round((Date.now() - begun) / 1000),
    })

    expect(unexplained.slice(0, 5)).toEqual([])
    expect(accepted).not.toContain(false)
    const sent = new Set(deliveries.flatMap(({ events }) => events.map(keyOf)))
    expect(sent.size).toBe(traffic.events)
    expect([...sent].filter((key) => !handled.has(key)).slice(0, 5)).toEqual([])
    expect(handled.size).toBe(traffic.events)
    expect(interrupted.slice(0, 5)).toEqual([])
    // An unhandled rejection would end a process and print an error.
    expect(endings).toEqual(endings.map(() => ({ code: null, signal: 'SIGKILL', errors: '' })))
    expect(last).toEqual(last.map(() => ({ code: 0, signal: null, errors: '' })))
    const expected = ['HANDLER_FAILED', 'STORE_FAILED', 'NOT_REMEMBERED', 'DEADLINE_PASSED', 'CLIENT_ABORTED']
    expect(expected).toEqual(expect.arrayContaining(codes))
  })
})

import { createWebhook, type Middleware, perDelivery, type Webhook } from '@signalr-events/core'
import { eventGrid } from '@signalr-events/testing'
import fc from 'fast-check'
import { toRequest } from './support.js'

const deadline = 150
const settled = Promise.resolve()

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

const event = fc.record({
  connectionId: fc.constantFrom<string[]>('a', 'b', 'c', 'd', 'e'),
  kind: fc.constantFrom<string[]>(
    'returns',
    'throws',
    'resolves',
    'rejects',
    'shares a promise',
    'shares a settled promise',
    'never ends',
  ),
  ms: fc.nat(60),
})
const delivery = fc.record({ at: fc.nat(150), events: fc.array(event, { minLength: 1, maxLength: 8 }) })
const names = ['next', 'slow', 'not awaited', 'timeout', 'hooks', 'slow hooks', 'shared hook'] as const
export const scenario = fc.record({
  concurrency: fc.integer({ min: 1, max: 4 }),
  deliveries: fc.array(delivery, { minLength: 1, maxLength: 8 }),
  use: fc.array(fc.record({ name: fc.constantFrom(...names), ms: fc.nat(10) }), { maxLength: 3 }),
  close: fc.option(fc.record({ at: fc.nat(300), timeoutMs: fc.nat(120) })),
})
export type Scenario = typeof scenario extends fc.Arbitrary<infer Value> ? Value : never

/** An event and what has become of it. */
interface Seen {
  readonly connectionId: string
  readonly kind: string
  readonly ms: number
  readonly delivery: { status: number | undefined; aborted: boolean }
  handler?: 'running' | 'ended' | 'failed'
  timedOut?: boolean
}

/** Delivers the events of a scenario, and compares what happens with what the dispatcher promises. */
export class Model {
  readonly scenario: Scenario
  readonly events: Seen[] = []
  readonly codes: string[] = []
  readonly violations: string[] = []
  readonly endless: (() => void)[] = []
  readonly webhook: Webhook
  #shared: Promise<void> | undefined

  constructor(scenario: Scenario) {
    this.scenario = scenario
    this.webhook = createWebhook(
      { connected: ({ id }, { signal }) => this.#handle(this.events[Number(id)] as Seen, signal) },
      {
        concurrency: scenario.concurrency,
        deadline,
        use: scenario.use.map(({ name, ms }) => this.#middleware(ms)[name]),
        onError: ({ code }) => this.codes.push(code),
      },
    )
  }

  async deliver({ events }: Scenario['deliveries'][number]): Promise<void> {
    const delivery = { status: undefined as number | undefined, aborted: false }
    const first = this.events.length
    for (const each of events) this.events.push({ ...each, delivery })
    const batch = events.map(({ connectionId }, i) =>
      eventGrid.connectedEvent({ connectionId, id: `${first + i}` }),
    )
    delivery.status = (await this.webhook.handle(toRequest(eventGrid.batch(batch)))).status
  }

  #middleware(ms: number): Record<(typeof names)[number], Middleware> {
    return {
      next: (_event, _context, next) => next(),
      slow: async (_event, _context, next) => wait(ms).then(next),
      'not awaited': (_event, _context, next) => void next(),
      timeout: async ({ id }, _context, next) => {
        const isLate = await Promise.race([next(), wait(4 * ms).then(() => true)])
        if (!isLate) return
        ;(this.events[Number(id)] as Seen).timedOut = true
        throw new Error('timed out')
      },
      hooks: perDelivery(() => ({ enter: () => true, handled() {}, failed() {} })),
      'slow hooks': perDelivery(async () => {
        await wait(ms)
        return { enter: () => wait(ms).then(() => true), failed: () => wait(ms) }
      }),
      'shared hook': perDelivery(() => {
        const shared = wait(ms)
        return { handled: () => shared }
      }),
    }
  }

  /** Events whose handler runs, other than abandoned ones. */
  running(): Seen[] {
    return this.events.filter(
      (seen) => seen.handler === 'running' && !seen.timedOut && !seen.delivery.aborted,
    )
  }

  #check(what: string, holds: boolean): void {
    if (!holds) this.violations.push(what)
  }

  #handle(seen: Seen, signal: AbortSignal): unknown {
    const { delivery, kind, ms } = seen
    const isSame = ({ connectionId }: Seen) => connectionId === seen.connectionId
    this.#check('started after the answer', !signal.aborted && delivery.status === undefined)
    this.#check('started twice, or after its middleware', seen.handler === undefined && !seen.timedOut)
    this.#check('too many at a time', this.running().length < this.scenario.concurrency)
    this.#check('two of a connection', !this.running().some(isSame))
    const later = this.events.slice(this.events.indexOf(seen) + 1)
    this.#check('out of order', !later.some((each) => isSame(each) && each.handler !== undefined))
    signal.addEventListener('abort', () => {
      delivery.aborted = true
    })
    seen.handler = 'running'
    const end = (handler: 'ended' | 'failed') => {
      seen.handler = handler
      if (handler === 'failed') throw new Error('failed')
    }
    if (kind === 'returns') return end('ended')
    if (kind === 'throws') return end('failed')
    if (kind === 'shares a settled promise') return end('ended') ?? settled
    if (kind === 'resolves') return wait(ms).then(() => end('ended'))
    if (kind === 'rejects') return wait(ms).then(() => end('failed'))
    if (kind === 'never ends')
      return new Promise<void>((resolve) => this.endless.push(resolve)).then(() => end('ended'))
    this.#shared ??= wait(ms).finally(() => {
      this.#shared = undefined
    })
    void this.#shared.then(() => end('ended'))
    return this.#shared
  }

  /** Without middleware, what can run runs. */
  checkProgress(): void {
    const waiting = new Set<string>()
    const ready = this.events.filter(({ delivery, handler, connectionId }) => {
      if (delivery.status !== undefined || (handler !== undefined && handler !== 'running')) return false
      const isFirst = !waiting.has(connectionId)
      waiting.add(connectionId)
      return isFirst && handler === undefined
    })
    const isFull = this.running().length === this.scenario.concurrency
    this.#check('a slot is free, and an event waits', ready.length === 0 || isFull)
    this.#check('stats', this.webhook.stats.running === this.running().length)
  }

  checkAnswers(): void {
    for (const { delivery, handler, timedOut } of this.events) {
      const { status } = delivery
      this.#check('no answer', [200, 500, 503].includes(status as number))
      this.#check('acknowledged, not handled', status !== 200 || (handler === 'ended' && !timedOut))
    }
    const failures = this.events.filter(({ handler }) => handler === 'failed').length
    const reports = this.codes.filter((code) => code === 'HANDLER_FAILED').length
    this.#check('a failure was not reported', reports >= failures)
  }
}

import { setTimeout as pause } from 'node:timers/promises'
import { classifyDelivery } from '@signalr-events/simulator'
import { cloudEvents, type EventGridRequest, eventGrid } from '@signalr-events/testing'

/** An event as the sender knows it. */
export interface SentEvent {
  readonly type: 'connected' | 'disconnected'
  readonly id: string
  readonly connectionId: string
}

/** Events that travel together until they are accepted. */
export interface Delivery {
  readonly name: string
  readonly schema: 'eventgrid' | 'cloudevents'
  readonly events: readonly SentEvent[]
}

/** Sends as Event Grid does: at least once, all or nothing, again until it is accepted. */
export interface Sender {
  /** Resolves when the delivery is accepted, or with `false` when Event Grid would drop it. */
  send(delivery: Delivery): Promise<boolean>
  /** How often there was which answer, e.g. `200` or `503 OVERLOADED`, or none. */
  readonly answers: ReadonlyMap<string, number>
}

/** How to send. */
export interface SenderOptions {
  /** How many times shorter waits are than Event Grid's. */
  readonly pace: number
  /** How many deliveries are under way at most. */
  readonly parallel: number
  /** How long an answer may take, in milliseconds. Default: Event Grid's 30 seconds at that pace. */
  readonly timeoutMs?: number
  /** How often a delivery is tried. Default 30, as with Event Grid. */
  readonly attempts?: number
  /** For how long deliveries are tried, in milliseconds, so that a test ends and says what is missing. */
  readonly within: number
}

/** The longest wait between attempts, in milliseconds. Event Grid's go on to grow, to 12 hours. */
const longest = 60_000

/** How an event is named in journals. */
export function keyOf({ type, id, connectionId }: SentEvent): string {
  return `${type}/${id}/${connectionId}`
}

/** @param toUrl where to send the next delivery */
export function createSender(toUrl: () => string, options: SenderOptions): Sender {
  const { pace, parallel, timeoutMs = 30_000 / pace, attempts = 30, within } = options
  const end = Date.now() + within
  const answers = new Map<string, number>()
  const slots = createSlots(parallel)
  const wait = (ms: number) => pause((ms * (1 + Math.random() / 4)) / pace)

  async function attempt(request: EventGridRequest): Promise<number | undefined> {
    await slots.enter()
    const { status, says } = await post(toUrl(), request, timeoutMs)
    slots.leave()
    answers.set(says, (answers.get(says) ?? 0) + 1)
    return status
  }

  return {
    answers,
    async send(delivery) {
      const request = toRequest(delivery)
      for (let count = 0; count < attempts && Date.now() < end; count++) {
        const headers = { ...request.headers, 'aeg-delivery-count': String(count) }
        const status = await attempt({ ...request, headers })
        const result = classifyDelivery(status, count + 1)
        if (result.state !== 'retried') return result.state === 'accepted'
        await wait(Math.min(result.delay, longest))
      }
      return false
    },
  }
}

interface Answer {
  readonly status: number | undefined
  readonly says: string
}

async function post(url: string, request: EventGridRequest, timeoutMs: number): Promise<Answer> {
  const { method, headers, body = null } = request
  try {
    const response = await fetch(url, { method, headers, body, signal: AbortSignal.timeout(timeoutMs) })
    const text = await response.text()
    const code = response.ok ? '' : ` ${/"error":"(\w+)"/.exec(text)?.[1] ?? text}`
    return { status: response.status, says: `${response.status}${code}` }
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError'
    return { status: undefined, says: late ? 'no answer in time' : 'connection failed' }
  }
}

function toRequest({ name, schema, events }: Delivery): EventGridRequest {
  const builder = schema === 'eventgrid' ? eventGrid : cloudEvents
  const envelopes = events.map(({ type, ...details }) =>
    type === 'connected' ? builder.connectedEvent(details) : builder.disconnectedEvent(details),
  )
  const request = builder.batch(envelopes)
  return { ...request, headers: { ...request.headers, delivery: name } }
}

function createSlots(free: number) {
  const waiting: (() => void)[] = []
  return {
    async enter(): Promise<void> {
      if (free > 0) free--
      else await new Promise<void>((resolve) => waiting.push(resolve))
    },
    leave(): void {
      const next = waiting.shift()
      if (next === undefined) free++
      else next()
    },
  }
}

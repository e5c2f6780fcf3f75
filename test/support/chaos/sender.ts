import { setTimeout as sleep } from 'node:timers/promises'
import { classifyDelivery } from '@signalr-events/simulator'
import { cloudEvents, type EventGridRequest, eventGrid } from '@signalr-events/testing'

/** An event to send. */
export interface SentEvent {
  readonly type: 'connected' | 'disconnected'
  readonly id: string
  readonly connectionId: string
}

/** Events that are sent together until they are accepted. */
export interface Delivery {
  readonly name: string
  readonly schema: 'eventgrid' | 'cloudevents'
  readonly events: readonly SentEvent[]
}

/** Sends as Event Grid does: at least once, all or nothing, with retries. */
export interface Sender {
  /** Resolves with `true` when the delivery is accepted, or with `false` if Event Grid would drop it. */
  send(delivery: Delivery): Promise<boolean>
  /** The count of each answer, such as `200` or `503 OVERLOADED`. */
  readonly answers: ReadonlyMap<string, number>
}

/** Options of {@link createSender}. */
export interface SenderOptions {
  /** How many times faster than Event Grid retries are. */
  readonly pace: number
  /** Maximum deliveries in flight. */
  readonly parallel: number
  /** How long an answer may take, in milliseconds. Default: Event Grid's 30 seconds at that pace. */
  readonly timeoutMs?: number
  /** Maximum attempts. Default: 30, as with Event Grid. */
  readonly attempts?: number
  /** How long deliveries are retried, in milliseconds, so that a failing test ends and reports what is missing. */
  readonly within: number
}

/** The maximum delay between attempts, in milliseconds. Event Grid's delays grow to 12 hours. */
const maxDelayMs = 60_000

/** The key of an event in journals. */
export function keyOf({ type, id, connectionId }: SentEvent): string {
  return `${type}/${id}/${connectionId}`
}

/** @param toUrl where to send the next delivery */
export function createSender(toUrl: () => string, options: SenderOptions): Sender {
  const { pace, parallel, timeoutMs = 30_000 / pace, attempts = 30, within } = options
  const end = Date.now() + within
  const answers = new Map<string, number>()
  const slots = createSlots(parallel)
  const wait = (ms: number) => sleep((ms * (1 + Math.random() / 4)) / pace)

  async function attempt(request: EventGridRequest): Promise<number | undefined> {
    await slots.acquire()
    const { status, label } = await post(toUrl(), request, timeoutMs)
    slots.release()
    answers.set(label, (answers.get(label) ?? 0) + 1)
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
        await wait(Math.min(result.delay, maxDelayMs))
      }
      return false
    },
  }
}

interface Answer {
  readonly status: number | undefined
  readonly label: string
}

async function post(url: string, request: EventGridRequest, timeoutMs: number): Promise<Answer> {
  const { method, headers, body = null } = request
  try {
    const response = await fetch(url, { method, headers, body, signal: AbortSignal.timeout(timeoutMs) })
    const text = await response.text()
    const code = response.ok ? '' : ` ${/"error":"(\w+)"/.exec(text)?.[1] ?? text}`
    return { status: response.status, label: `${response.status}${code}` }
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError'
    return { status: undefined, label: late ? 'no answer in time' : 'connection failed' }
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
    async acquire(): Promise<void> {
      if (free > 0) free--
      else await new Promise<void>((resolve) => waiting.push(resolve))
    },
    release(): void {
      const next = waiting.shift()
      if (next === undefined) free++
      else next()
    },
  }
}

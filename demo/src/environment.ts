import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { memoryStore } from '@signalr-events/dedupe'
import { startSignalRService } from '@signalr-events/emulator'
import { createApp } from '@signalr-events/example-express/app'
import { createPresence, memoryPresence, type Presence } from '@signalr-events/presence'
import {
  type Attempt,
  classifyDelivery,
  type Duration,
  type EventGrid,
  type EventToPublish,
  exchange,
  type HttpAnswer,
  type ManualClock,
  manualClock,
  startEventGrid,
} from '@signalr-events/simulator'
import type { EventGridRequest } from '@signalr-events/testing'
import { observeHandlers } from './observe.js'

type Subscription = 'eventgrid' | 'cloudevents' | 'wrong key'

/** The SignalR Service whose events the example accepts. */
export const source = '/subscriptions/1/resourceGroups/rg/providers/Microsoft.SignalRService/SignalR/ours'

/** The outcome of a step. */
export interface Outcome {
  /** The answer of the server, and what Event Grid does then. */
  readonly answer: string
  /** The events that handlers received, and the codes that `onError` received. */
  readonly received: readonly string[]
  /** The users that are online afterwards. */
  readonly online: readonly string[]
}

/** The running Express example, and an Event Grid that delivers to it over HTTP. */
export interface Environment {
  readonly url: string
  /** Starts a real client, which connects to a local SignalR Service. Resolves when the handlers have received its event. */
  connectRealClient(userId: string): Promise<void>
  /** Drops the connection of the real client, which then reconnects. */
  dropRealClient(): Promise<void>
  /** Kills the process of the real client. */
  killRealClient(): Promise<void>
  /** Creates a subscription. */
  subscribe(name: Subscription): Promise<void>
  /** Publishes events to a subscription. */
  publish(name: Subscription, events: readonly EventToPublish[]): Promise<void>
  /** Sends a request that the simulator cannot create. */
  send(request: EventGridRequest): Promise<void>
  /** Advances the clock of Event Grid. */
  advance(duration: Duration): Promise<void>
  /** Whether the database behind the handlers is down. */
  setDatabaseDown(down: boolean): void
  /** Returns what happened since the last call. */
  takeOutcome(): Promise<Outcome>
  close(): Promise<void>
}

/** Starts the example on a free port of 127.0.0.1. */
export async function startEnvironment(): Promise<Environment> {
  const { handlers, onError, setDatabaseDown, takeReceived, countReceived } = observeHandlers()
  const clock = manualClock()
  const presence = createPresence({ store: memoryPresence({ now: clock.now }), grace: 0 })
  const options = { presence, handlers, store: memoryStore(), key: 'secret', sources: [source], onError }
  const { app, webhook } = createApp(options)
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const endpoint = `${url}/events?key=secret`

  const grids = new Map<Subscription, EventGrid>()
  let answers: string[] = []

  const real = await startRealChain({ clock, endpoint, onAnswer: (answer) => void answers.push(answer) })
  /** Resolves when the handlers have received `count` more events. */
  const whenReceived = async (count: number) => {
    while (countReceived() < count) await sleep(10)
    await real.grid.idle()
  }

  const environment: Environment = {
    url,
    async connectRealClient(userId) {
      await real.connect(userId)
      await whenReceived(1)
    },
    async dropRealClient() {
      real.service.drop({ userId: 'zoe' })
      await whenReceived(2)
    },
    async killRealClient() {
      real.kill()
      await whenReceived(1)
    },
    setDatabaseDown,
    advance: clock.advance,
    async subscribe(name) {
      const subscription =
        name === 'wrong key'
          ? ({ endpoint: `${url}/events?key=guess`, schema: 'cloudevents' } as const)
          : { endpoint, schema: name, batch: { maxEvents: 10 } }
      const onAttempt = (attempt: Attempt) => void answers.push(toAnswer(attempt, clock.now()))
      const grid = await startEventGrid({ clock, source, subscriptions: [subscription], onAttempt })
      grids.set(name, grid)
      answers.push(...grid.subscriptions().map(({ state }) => `subscription ${state}`))
    },
    async publish(name, events) {
      const grid = grids.get(name)
      if (grid === undefined) throw new Error(`There is no subscription '${name}' yet`)
      grid.publish(events)
      await grid.idle()
    },
    async send(request) {
      const answer = await exchange(endpoint, request)
      const { state } = classifyDelivery(answer.status)
      answers.push(`${toText(answer)} → ${state === 'accepted' ? 'delivered' : state}`)
    },
    async takeOutcome() {
      const answer = answers.join(', ')
      answers = []
      // Events in their order, then errors.
      const received = takeReceived().toSorted((a, b) => Number(isError(a)) - Number(isError(b)))
      return { answer, received, online: await listOnline(presence) }
    },
    async close() {
      await real.stop()
      for (const grid of grids.values()) await grid.stop()
      await webhook.close()
      await presence.close()
      server.close()
      server.closeAllConnections()
    },
  }
  // The CloudEvents handshake needs no key, so a wrong key fails only with the first delivery.
  await environment.subscribe('wrong key')
  answers = []
  return environment
}

interface RealChainOptions {
  readonly clock: ManualClock
  readonly endpoint: string
  readonly onAnswer: (answer: string) => void
}

/** A local SignalR Service, an Event Grid that delivers its events, and a client in a process. */
async function startRealChain({ clock, endpoint, onAnswer }: RealChainOptions) {
  const grid = await startEventGrid({
    ...{ clock, source, subscriptions: [{ endpoint, schema: 'cloudevents' }] },
    onAttempt: (attempt) => onAnswer(toAnswer(attempt, clock.now())),
  })
  const service = await startSignalRService({ eventGrid: grid })
  let child: ChildProcess | undefined
  return {
    grid,
    service,
    async connect(userId: string) {
      const { url, accessToken } = await service.negotiate({ hub: 'chat', userId })
      const main = fileURLToPath(new URL('real-client.js', import.meta.url))
      child = spawn(process.execPath, [main, url, accessToken], { stdio: ['ignore', 'pipe', 'inherit'] })
      if (child.stdout) await once(child.stdout, 'data')
    },
    kill: () => child?.kill('SIGKILL'),
    async stop() {
      child?.kill('SIGKILL')
      await service.stop()
      await grid.stop()
    },
  }
}

/** The answer to an attempt, and what Event Grid does then. */
function toAnswer({ answer, next }: Attempt, now: number): string {
  const then = typeof next === 'string' ? next : `retry in ${(next.retryAt - now) / 1000} s`
  return answer === undefined ? then : `${toText(answer)} → ${then}`
}

/** The status and the error code. */
function toText({ status, body }: HttpAnswer): string {
  const { error } = (body === '' ? {} : JSON.parse(body)) as Record<string, unknown>
  return [status, error].filter(Boolean).join(' ')
}

async function listOnline(presence: Presence): Promise<string[]> {
  const users: string[] = []
  for await (const { userId } of presence.connections('chat')) users.push(userId ?? 'anonymous')
  return users
}

function isError(received: string): boolean {
  return received.startsWith('onError')
}

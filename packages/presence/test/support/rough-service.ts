import { createServiceClient } from '@signalr-events/management'
import type { PresenceService } from '@signalr-events/presence'
import { type Answer, exists, fail, isProbe, missing, startService, yes } from './reconcile.js'

/**
 * How the service is at the moment: it answers the truth, rightly or not at random, or each question in the same wrong
 * way. `amnesia` is the worst: the documented answer that a connection does not exist, for each.
 */
export type Mood = 'right' | 'rough' | 'refusing' | 'hanging' | 'yes' | 'amnesia'

const wrong: Readonly<Record<string, Answer>> = {
  '404 without code': fail(404),
  '404 with another code': fail(404, { 'x-ms-error-code': 'Error.Hub.NotFound' }),
  '429': fail(429, { 'retry-after': '0' }),
  '429 for long': fail(429, { 'retry-after': '60' }),
  '500': fail(500),
  '502': fail(502),
  '503': fail(503),
  '504': fail(504),
  cut: (_, response) => void response.destroy(),
}

/** A world that a hub of the service is of. */
export interface ServiceWorld {
  mood: Mood
  random(): number
  isAlive(id: string): boolean
  /** Before the service answers, when it knows already what. */
  onQuestion(id: string): void
}

const hang: Answer = () => {}

/** The service of many worlds, each a hub, and how often it answered what. */
export async function startRoughService(worlds: ReadonlyMap<string, ServiceWorld>) {
  const answers: Record<string, number> = {}

  function choose(world: ServiceWorld, id: string): [string, Answer] {
    const { mood, random } = world
    const right: [string, Answer] =
      !isProbe(id) && world.isAlive(id) ? ['200', exists] : ['404 with code', missing]
    if (mood === 'right') return right
    if (mood === 'refusing') return ['401', fail(401)]
    if (mood === 'hanging') return ['none', hang]
    if (mood === 'yes') return ['200 to everything', yes]
    if (mood === 'amnesia') return ['404 with code, wrongly', missing]
    if (random() < 0.005) return ['none', hang]
    const names = Object.keys(wrong)
    const name = names[Math.floor(random() * names.length)] ?? ''
    return random() < 0.3 ? [name, wrong[name] ?? hang] : right
  }

  const { connectionString } = await startService((id, response, request) => {
    const [, hub = ''] = /^\/api\/hubs\/([^/]+)\//.exec(request.url ?? '') ?? []
    const world = worlds.get(hub)
    if (world === undefined) return void response.writeHead(500).end()
    const [name, answer] = choose(world, id)
    answers[name] = (answers[name] ?? 0) + 1
    world.onQuestion(id)
    answer(id, response, request)
  })
  const patient = createServiceClient(connectionString, { timeout: 60_000 })
  const hasty = createServiceClient(connectionString, { timeout: 250 })
  const service: PresenceService = {
    endpoint: patient.endpoint,
    // On a busy machine a right answer may take its time; what is wrong is not waited for.
    hub: (name) => (worlds.get(name)?.mood === 'right' ? patient : hasty).hub(name),
  }
  return { answers, service }
}

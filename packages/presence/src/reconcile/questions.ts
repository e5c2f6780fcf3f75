import type { Ask } from '../ask.js'
import type { Connection, PresenceStore } from '../store.js'
import { withLimit } from './limit.js'
import { Pace } from './pace.js'
import type { Report } from './report.js'
import { isResource, type PresenceService, type ServiceOf } from './service.js'

const HOUR_MS = 60 * 60 * 1000

export interface QuestionSettings {
  readonly store: PresenceStore
  readonly ask: Ask
  readonly service: PresenceService | ServiceOf
  readonly perSecond: number
  readonly report: Report
}

/** One pass, of which questions are part. */
export interface PassContext {
  readonly hub: string
  readonly signal: AbortSignal
  readonly counts: { asked: number; found: number; missing: number; failed: number }
  /** Whether services say of what has never been that it exists, by endpoint. */
  readonly confirmsAnything: Map<string, Promise<boolean>>
  /** Whether this instance still leads. */
  mayGoOn(): Promise<boolean>
}

/** What the service says of a connection. */
export interface Answer {
  readonly exists: boolean
  /** By the clock of the store, in milliseconds since 1970. */
  readonly askedAt: number
}

/**
 * Asks about a connection. Without a clear answer, `undefined`.
 *
 * @param now by the clock of the store, in milliseconds since 1970
 */
export type Question = (connection: Connection, now: number, pass: PassContext) => Promise<Answer | undefined>

/** Makes the function that asks the service, at a pace for all passes. */
export function createQuestion(settings: QuestionSettings): Question {
  const { store, ask, service, report } = settings
  const pace = new Pace(settings.perSecond)
  /** Services that refuse the credential, by endpoint, in milliseconds since 1970. */
  const refusedAt = new Map<string, number>()

  function findService(source: string): PresenceService | undefined {
    try {
      if (typeof service === 'function') return service(source)
      if (isResource(service, source)) return service
      throw new Error(`${service.endpoint} is not ${source}`)
    } catch (cause) {
      report('MISCONFIGURED', { cause })
      return undefined
    }
  }

  function isRefused({ endpoint }: PresenceService, now: number): boolean {
    const at = refusedAt.get(endpoint)
    return at !== undefined && Math.abs(now - at) < HOUR_MS
  }

  /** A service that says yes to everything has said nothing. */
  async function isConfirmed(client: PresenceService, pass: PassContext): Promise<boolean> {
    const known = pass.confirmsAnything.get(client.endpoint)
    if (known !== undefined) return !(await known)
    await pace.next(pass.signal)
    const asked = exists(client, `never-${crypto.randomUUID()}`, pass)
    pass.confirmsAnything.set(client.endpoint, asked)
    asked.catch(() => pass.confirmsAnything.delete(client.endpoint))
    return !(await asked)
  }

  function exists(client: PresenceService, id: string, { hub, signal }: PassContext): Promise<boolean> {
    return withLimit(signal, async (inner) => client.hub(hub).connectionExists(id, { signal: inner }))
  }

  function fail(client: PresenceService, cause: unknown, askedAt: number): void {
    const { status } = (cause ?? {}) as { status?: unknown }
    if (status === 429 || status === 503) pace.slowDown()
    const isRefusal = status === 401 || status === 403
    if (isRefusal) refusedAt.set(client.endpoint, askedAt)
    report(isRefusal ? 'SERVICE_REFUSED' : 'SERVICE_FAILED', { cause })
  }

  return async ({ connectionId, source }, now, pass) => {
    const client = findService(source)
    if (client === undefined || isRefused(client, now)) return undefined
    await pace.next(pass.signal)
    if (isRefused(client, now) || !(await pass.mayGoOn())) return undefined
    const askedAt = await ask(() => store.now())
    pass.counts.asked++
    try {
      const found = await exists(client, connectionId, pass)
      if (found && !(await isConfirmed(client, pass)))
        throw new Error('The service says of a connection that has never been that it exists')
      pass.counts[found ? 'found' : 'missing']++
      return { exists: found, askedAt }
    } catch (cause) {
      pass.counts.failed++
      if (!pass.signal.aborted) fail(client, cause, askedAt)
      return undefined
    }
  }
}

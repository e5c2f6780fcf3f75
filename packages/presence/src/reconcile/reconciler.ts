import type { Ask } from '../ask.js'
import { PresenceError, type PresenceErrorCode } from '../errors.js'
import type { ChangeOptions, ConnectionRecord, PresenceStore, Verdict } from '../store.js'
import type { ReconcileResult, ReconcileSettings } from './options.js'
import { Pace } from './pace.js'
import { isResource, type PresenceService, type ServiceOf } from './service.js'

export interface ReconcilerSettings extends ReconcileSettings {
  readonly store: PresenceStore
  readonly ask: Ask
  readonly change: ChangeOptions
  readonly service: PresenceService | ServiceOf
  readonly onError: (error: PresenceError) => void
}

/** Finds lost disconnected events by asking the service. */
export interface Reconciler {
  /** @param renew is called before each page; `false` ends the pass */
  run(hub: string, signal: AbortSignal, renew: () => Promise<boolean>): Promise<ReconcileResult>
}

const PAGE = 200
const AT_ONCE = 4
/** So many missing ones and none that exists are suspicious. */
const SUSPICIOUS = 20
const HOUR_MS = 60 * 60 * 1000
const MINUTE_MS = 60 * 1000

type Counts = { -readonly [Name in Exclude<keyof ReconcileResult, 'hub'>]: number }

export function createReconciler(settings: ReconcilerSettings): Reconciler {
  const { store, ask, change, service, onError, olderThan, between, dryRun } = settings
  const pace = new Pace(settings.perSecond)
  const reportedAt = new Map<PresenceErrorCode, number>()
  const suspicious = new Set<string>()
  let refusedUntil = 0

  function report(code: PresenceErrorCode, details: { cause?: unknown } = {}): void {
    if (Date.now() - (reportedAt.get(code) ?? 0) < MINUTE_MS) return
    reportedAt.set(code, Date.now())
    onError(new PresenceError(code, details))
  }

  function findService(source: string): PresenceService | undefined {
    if (typeof service === 'function') return service(source)
    if (isResource(service, source)) return service
    report('MISCONFIGURED', { cause: new Error(`${service.endpoint} is not ${source}`) })
    return undefined
  }

  /** Asks about a connection. Without a clear answer, there is no verdict. */
  async function check(
    hub: string,
    { connection, verifiedAt, version }: ConnectionRecord,
    counts: Counts,
    signal: AbortSignal,
  ): Promise<Verdict | undefined> {
    const client = findService(connection.source)
    if (client === undefined || Date.now() < refusedUntil) return undefined
    await pace.next(signal)
    if (signal.aborted) return undefined
    const { connectionId } = connection
    const askedAt = await ask(() => store.now())
    counts.asked++
    try {
      const exists = await client.hub(hub).connectionExists(connectionId, { signal })
      counts[exists ? 'found' : 'missing']++
      const seenAt = Math.max(verifiedAt, toTime(connection.connectedAt) ?? 0)
      return { connectionId, version, verdict: exists ? 'exists' : 'missing', askedAt, between, seenAt }
    } catch (cause) {
      counts.failed++
      if (!signal.aborted) fail(cause)
      return undefined
    }
  }

  function fail(cause: unknown): void {
    const { status } = (cause ?? {}) as { status?: unknown }
    if (status === 429 || status === 503) pace.slowDown()
    const isRefused = status === 401 || status === 403
    if (isRefused) refusedUntil = Date.now() + HOUR_MS
    report(isRefused ? 'SERVICE_REFUSED' : 'SERVICE_FAILED', { cause })
  }

  function isDue(
    { connection, verifiedAt, missingAt }: ConnectionRecord,
    now: number,
    since: number,
  ): boolean {
    if (missingAt !== 0) return now - missingAt >= between
    const connectedAt = toTime(connection.connectedAt) ?? 0
    // What is older than the memory may have ended before it.
    return (verifiedAt === 0 && connectedAt < since) || now - Math.max(verifiedAt, connectedAt) >= olderThan
  }

  async function judge(hub: string, verdicts: readonly Verdict[], counts: Counts): Promise<void> {
    if (dryRun || verdicts.length === 0) return
    const outcomes = await ask(() => store.judge(hub, verdicts, change))
    counts.ended += outcomes.filter((outcome) => outcome === 'ended').length
  }

  return {
    async run(hub, signal, renew) {
      const counts: Counts = { asked: 0, found: 0, missing: 0, ended: 0, failed: 0 }
      const { since } = await ask(() => store.status(hub))
      let held: Verdict[] = []
      let records = await ask(() => store.unverified(hub, PAGE))
      let cursor: string | undefined
      let isLast = false
      while (!signal.aborted && (await renew())) {
        const now = await ask(() => store.now())
        const due = records.filter((record) => isDue(record, now, since))
        const verdicts = await mapAtOnce(due, AT_ONCE, (record) => check(hub, record, counts, signal))
        await judge(
          hub,
          verdicts.filter(({ verdict }) => verdict === 'exists'),
          counts,
        )
        held.push(...verdicts.filter(({ verdict }) => verdict === 'missing'))
        const isTrusted = counts.found > 0 || suspicious.has(hub) || (isLast && counts.asked < SUSPICIOUS)
        if (isTrusted) {
          await judge(hub, held, counts)
          held = []
        }
        if (isLast) break
        const page = await ask(() => store.connections(hub, cursor, PAGE))
        records = page.items
        cursor = page.next
        isLast = cursor === undefined
      }
      const isSuspicious = held.length > 0 && counts.found === 0 && counts.failed === 0
      if (isSuspicious) report('SUSPICIOUS')
      if (isSuspicious) suspicious.add(hub)
      else suspicious.delete(hub)
      if (isLast && counts.failed === 0 && held.length === 0) await ask(() => store.reconciled(hub))
      const result = { hub, ...counts }
      settings.onPass?.(result)
      return result
    },
  }
}

/** Results of work on each item that are not `undefined`, with at most `limit` at a time. */
async function mapAtOnce<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result | undefined>,
): Promise<Result[]> {
  const rest = items.values()
  const results: Result[] = []
  async function run(): Promise<void> {
    for (const item of rest) {
      const result = await work(item)
      if (result !== undefined) results.push(result)
    }
  }
  await Promise.all(Array.from({ length: limit }, run))
  return results
}

/** `undefined` if a time is not readable. */
function toTime(timestamp: string | undefined): number | undefined {
  const at = Date.parse(timestamp ?? '')
  return Number.isNaN(at) ? undefined : at
}

import type { ReportFailure } from '../errors.js'
import { quietly } from '../quietly.js'
import type { ChangeOptions, ConnectionRecord, Page, Verdict } from '../store.js'
import { isDue, toConnectedAt } from './due.js'
import type { ReconcileResult, ReconcileSettings } from './options.js'
import { inParallel } from './parallel.js'
import { createQuestion, type PassContext, type QuestionSettings } from './questions.js'
import { createReport } from './report.js'

export interface ReconcilerSettings extends ReconcileSettings, Omit<QuestionSettings, 'report'> {
  readonly change: ChangeOptions
  readonly onError: ReportFailure
}

/** Finds lost disconnected events by asking the service. */
export interface Reconciler {
  /**
   * Looks at a hub. While a pass over it runs in this instance, resolves with the result of that.
   *
   * @param renew is called before each page and each question; `false` ends the pass
   */
  run(hub: string, signal: AbortSignal, renew: () => Promise<boolean>): Promise<ReconcileResult>
  /** Resolves when no pass runs. */
  whenIdle(): Promise<void>
}

const PAGE = 200
const AT_ONCE = 4
/** So many missing ones and none that exists are suspicious. */
const SUSPICIOUS = 20

type Counts = { -readonly [Name in Exclude<keyof ReconcileResult, 'hub'>]: number }

interface Pass extends PassContext {
  readonly counts: Counts
  /** Since when the memory is whole, in milliseconds since 1970. */
  readonly since: number
  /** Missing connections that are not yet judged: perhaps the service is wrong. */
  suspects: Verdict[]
  /** Whether each connection that was due has an answer. */
  isWhole: boolean
}

export function createReconciler(settings: ReconcilerSettings): Reconciler {
  const { store, ask, change, between, dryRun } = settings
  const report = createReport(settings.onError)
  const question = createQuestion({ ...settings, report })
  const onPass = settings.onPass && quietly(settings.onPass)
  const suspiciousHubs = new Set<string>()
  const running = new Map<string, Promise<ReconcileResult>>()

  async function check(record: ConnectionRecord, now: number, pass: Pass): Promise<Verdict | undefined> {
    const { connection, version, verifiedAt } = record
    const answer = await question(connection, now, pass)
    if (answer === undefined) {
      pass.isWhole = false
      return undefined
    }
    const { exists, askedAt } = answer
    // Of one whose time says nothing, it is known that its event came since then.
    const seenAt = Math.max(verifiedAt, toConnectedAt(record, askedAt)) || pass.since
    const { connectionId } = connection
    return { connectionId, version, verdict: exists ? 'exists' : 'missing', askedAt, between, seenAt }
  }

  async function judge(verdicts: readonly Verdict[], { hub, counts }: Pass): Promise<void> {
    if (dryRun || verdicts.length === 0) return
    const outcomes = await ask(() => store.judge(hub, verdicts, change))
    counts.ended += outcomes.filter((outcome) => outcome === 'ended').length
  }

  async function lookAt(records: readonly ConnectionRecord[], pass: Pass): Promise<void> {
    const now = await ask(() => store.now())
    const due = records.filter((record) => isDue(record, now, pass.since, settings))
    const answers = await inParallel(due, AT_ONCE, (record) => check(record, now, pass))
    const verdicts = answers.filter((each) => each !== undefined)
    await judge(
      verdicts.filter(({ verdict }) => verdict === 'exists'),
      pass,
    )
    pass.suspects.push(...verdicts.filter(({ verdict }) => verdict === 'missing'))
    if (pass.counts.found > 0 || suspiciousHubs.has(pass.hub)) await judgeSuspects(pass)
  }

  async function judgeSuspects(pass: Pass): Promise<void> {
    await judge(pass.suspects, pass)
    pass.suspects = []
  }

  /** Looks at each connection, first at those whose events were too old to be believed. Resolves with whether it has. */
  async function walk(pass: Pass): Promise<boolean> {
    const lists = [store.unverified, store.connections]
    for (const list of lists) {
      let cursor: string | undefined
      do {
        if (!(await pass.mayGoOn())) return false
        const from = cursor
        const page: Page<ConnectionRecord> = await ask(() => list.call(store, pass.hub, from, PAGE))
        await lookAt(page.items, pass)
        cursor = page.next
      } while (cursor !== undefined)
    }
    return pass.mayGoOn()
  }

  /** All are missing, and perhaps the service is wrong: they are judged if the next pass finds the same. */
  function suspect(pass: Pass): void {
    if (pass.suspects.length > 0) {
      suspiciousHubs.add(pass.hub)
      report('SUSPICIOUS', {}, pass.hub)
    } else if (pass.counts.asked > 0) suspiciousHubs.delete(pass.hub)
  }

  async function runPass(pass: Pass): Promise<ReconcileResult> {
    const { hub, counts } = pass
    if (await pass.mayGoOn()) {
      const hasEnded = await walk(pass)
      if (hasEnded && counts.asked < SUSPICIOUS) await judgeSuspects(pass)
      if (hasEnded) suspect(pass)
      const isReconciled = hasEnded && pass.isWhole && pass.suspects.length === 0
      if (isReconciled && !dryRun) await ask(() => store.reconciled(hub))
      onPass?.({ hub, ...counts })
    }
    return { hub, ...counts }
  }

  async function start(
    hub: string,
    signal: AbortSignal,
    renew: () => Promise<boolean>,
  ): Promise<ReconcileResult> {
    let leads = true
    return runPass({
      ...{ hub, signal, confirmsAnything: new Map(), suspects: [], isWhole: true },
      counts: { asked: 0, found: 0, missing: 0, ended: 0, failed: 0 },
      since: (await ask(() => store.status(hub))).since,
      async mayGoOn() {
        if (leads && !signal.aborted) leads = await renew()
        return leads && !signal.aborted
      },
    })
  }

  return {
    run(hub, signal, renew) {
      const known = running.get(hub)
      if (known !== undefined) return known
      const pass = start(hub, signal, renew).finally(() => running.delete(hub))
      running.set(hub, pass)
      return pass
    },
    async whenIdle() {
      await Promise.allSettled(running.values())
    },
  }
}

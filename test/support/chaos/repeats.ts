import type { Run } from './journal.js'

/** Disruptions during the run, in milliseconds since 1970. */
export interface Disruptions {
  /** When a process was killed, by its name. */
  readonly killed: ReadonlyMap<string, number>
  /** When Redis stopped, and when it was back without data. */
  readonly outage: { readonly from: number; readonly to: number } | undefined
}

/** A store answers or rejects within a second. A mark that is missing for longer is a defect. */
const maxMarkDelayMs = 2_000

/** Why an event was handled twice, if the guarantee allows it. */
export type Cause = 'killed' | 'forgotten' | undefined

/** The successful runs of each event, in the order of their start. */
export function toHandled(runs: readonly Run[]): Map<string, Run[]> {
  const handled = new Map<string, Run[]>()
  for (const run of runs.toSorted((one, other) => one.started - other.started)) {
    if (run.ended !== undefined) handled.set(run.key, [...(handled.get(run.key) ?? []), run])
  }
  return handled
}

/** Every run of an event that was already handled, with the cause. */
export function explainRepeats(
  handled: ReadonlyMap<string, readonly Run[]>,
  disruptions: Disruptions,
): { run: Run; before: readonly Run[]; cause: Cause }[] {
  return [...handled.values()].flatMap((runs) =>
    runs.slice(1).map((run, i) => {
      const before = runs.slice(0, i + 1)
      const causes = before.map((earlier) => explain(earlier, run, disruptions))
      return { run, before, cause: causes.includes(undefined) ? undefined : causes.at(-1) }
    }),
  )
}

function explain(earlier: Run, later: Run, { killed, outage }: Disruptions): Cause {
  // The claim or the mark was in the Redis that stopped, and the later run asked the new one.
  const wasForgotten = outage !== undefined && earlier.received <= outage.to && later.started >= outage.from
  if (wasForgotten) return 'forgotten'
  // The handler had finished, and its process was killed before the store confirmed the mark.
  const end = killed.get(earlier.instance)
  const wasKilled =
    earlier.marked === undefined && end !== undefined && end - (earlier.ended ?? end) < maxMarkDelayMs
  return wasKilled ? 'killed' : undefined
}

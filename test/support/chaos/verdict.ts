import type { Run } from './journal.js'

/** What happened around the processes, in milliseconds since 1970. */
export interface Accidents {
  /** When a process was killed, by its name. */
  readonly killed: ReadonlyMap<string, number>
  /** When Redis ended, and when it was there again, with nothing in it. */
  readonly outage: { readonly from: number; readonly to: number } | undefined
}

/** A store answers within a second, or rejects; what lacks its mark for longer, lacks it by a defect. */
const markWithin = 2_000

/** Why an event was handled twice, if the guarantee allows for it. */
export type Cause = 'killed' | 'forgotten' | undefined

/** Runs that ended well, by event, each list in the order of their beginning. */
export function toHandled(runs: readonly Run[]): Map<string, Run[]> {
  const handled = new Map<string, Run[]>()
  for (const run of runs.toSorted((one, other) => one.started - other.started)) {
    if (run.ended !== undefined) handled.set(run.key, [...(handled.get(run.key) ?? []), run])
  }
  return handled
}

/** Every run of an event that had been handled before, with the cause. */
export function explainRepeats(
  handled: ReadonlyMap<string, readonly Run[]>,
  accidents: Accidents,
): { run: Run; before: readonly Run[]; cause: Cause }[] {
  return [...handled.values()].flatMap((runs) =>
    runs.slice(1).map((run, i) => {
      const before = runs.slice(0, i + 1)
      const causes = before.map((earlier) => explain(earlier, run, accidents))
      return { run, before, cause: causes.includes(undefined) ? undefined : causes.at(-1) }
    }),
  )
}

function explain(earlier: Run, later: Run, { killed, outage }: Accidents): Cause {
  // The claim, or the mark, was made in the Redis that died, and the later run asked the new one.
  const around = outage !== undefined && earlier.received <= outage.to && later.started >= outage.from
  if (around) return 'forgotten'
  // The handler had ended, and its process was killed before the store had confirmed the mark.
  const end = killed.get(earlier.instance)
  const amidst =
    earlier.marked === undefined && end !== undefined && end - (earlier.ended ?? end) < markWithin
  return amidst ? 'killed' : undefined
}

import { isBudgeted } from './budgets.js'
import { type Cell, toMedian } from './table.js'

/** How long everything is measured. */
export interface Effort {
  /** How many processes each candidate gets, one after the other: each is compiled differently. */
  readonly processes: number
  /** How many slices each process measures. */
  readonly rounds: number
  /** The length of a slice and of the warm-up in milliseconds of CPU time. */
  readonly sliceMs: number
  readonly warmMs: number
  /** Whether only figures with a budget are measured. */
  readonly budgetsOnly: boolean
  /** How many rounds come before those that count. @default 0 */
  readonly warmRounds?: number
}

/** Something in a process that is measured slice by slice. */
export interface Candidate<Cost = number> {
  /** Resolves with the cost of one event or request, in microseconds of CPU time. */
  slice(): Promise<Cost>
  stop(): Promise<unknown>
}

/** Starts a candidate by its name. */
type Start<Cost> = (name: string) => Promise<Candidate<Cost>>

/**
 * Calls something until its code is compiled, which takes some thousand calls.
 *
 * @param run resolves with the CPU time of a call in microseconds: by the clock, it would be shorter on a busy machine
 * @returns how many calls fit into a slice
 */
export async function warm(run: (calls: number) => Promise<number>, { sliceMs, warmMs }: Effort) {
  let [used, fitting] = [0, 0]
  for (let calls = 16; used < warmMs * 1000; calls = Math.min(2 * calls, fitting)) {
    const cost = await run(calls)
    used += cost * calls
    fitting = Math.ceil((sliceMs * 1000) / cost)
  }
  return fitting
}

/** What is computed from the costs of candidates in one round, all of which were measured within a second or two. */
export interface Figure<Cost = number> {
  readonly row: string
  readonly column: string
  /** The names of the candidates. */
  readonly of: readonly string[]
  compute(...costs: Cost[]): number
}

/** The cost of a candidate, or its ratio to that of a second one. */
export function figure(row: string, column: string, ...of: string[]): Figure {
  return { row, column, of, compute: (cost, baseCost = 1) => cost / baseCost }
}

/**
 * Measures slices of all candidates in turn. What slows down the machine for a while slows down all of them, so that
 * their ratios stay the same. Each candidate has its own process, since others would change its compilation.
 */
export async function compare<Cost>(figures: Figure<Cost>[], start: Start<Cost>, effort: Effort) {
  const wanted = figures.filter((figure) => !effort.budgetsOnly || isBudgeted(figure))
  const names = new Set(wanted.flatMap((figure) => figure.of))
  const measured: Map<string, Cost>[][] = []
  for (let i = 0; i < effort.processes; i++) measured.push(await measure(names, start, effort))
  return wanted.map(({ row, column, of, compute }): Cell => {
    const toValue = (costs: Map<string, Cost>) => compute(...of.map((name) => costs.get(name) as Cost))
    return { row, column, value: toMedian(measured.map((all) => toMedian(all.map(toValue)))) }
  })
}

/** The costs of candidates in new processes, round by round. */
async function measure<Cost>(
  names: Set<string>,
  start: Start<Cost>,
  { rounds, warmRounds = 0 }: Pick<Effort, 'rounds' | 'warmRounds'>,
) {
  const running: [string, Candidate<Cost>][] = []
  const measured: Map<string, Cost>[] = []
  try {
    for (const name of names) running.push([name, await start(name)])
    for (let round = 0; round < warmRounds + rounds; round++) {
      const costs = new Map<string, Cost>()
      // Forwards and backwards in turn, so that nobody is always after the same.
      for (const [name, candidate] of round % 2 === 0 ? running : running.toReversed())
        costs.set(name, await candidate.slice())
      if (round >= warmRounds) measured.push(costs)
    }
  } finally {
    for (const [, candidate] of running) await candidate.stop()
  }
  return measured
}

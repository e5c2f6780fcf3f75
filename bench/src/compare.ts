import { type Spread, toSpread } from './figures.js'

/** How long everything is measured. */
export interface Effort {
  /** How many processes each candidate gets, one after the other: each is compiled differently. */
  readonly processes: number
  /** How many slices each process measures. */
  readonly rounds: number
  /** The length of a slice and of the warm-up in milliseconds of CPU time. */
  readonly sliceMs: number
  readonly warmMs: number
}

/** Something in a process that is measured slice by slice. */
export interface Candidate {
  /** Resolves with the CPU time for one event or request, in microseconds. */
  slice(): Promise<number>
  stop(): Promise<unknown>
}

/** What candidates cost, by name. */
export interface Comparison {
  cost(name: string): Spread
  ratio(name: string, base: string): Spread
  /** A figure from the costs of one round: all that it contains was measured within a second or two. */
  figure(compute: (costOf: (name: string) => number) => number): Spread
}

/**
 * Measures slices of all candidates in turn. What slows down the machine for a while slows down all of them, so that
 * their ratios stay the same. Each candidate has its own process, since others would change its compilation.
 */
export async function compare(
  names: readonly string[],
  start: (name: string) => Promise<Candidate>,
  { processes, rounds }: Effort,
): Promise<Comparison> {
  const measured: Map<string, number>[][] = []
  for (let i = 0; i < processes; i++) measured.push(await measure(new Set(names), start, rounds))
  const figure: Comparison['figure'] = (compute) =>
    toSpread(measured.map((all) => all.map((round) => compute((name) => round.get(name) ?? Number.NaN))))
  return {
    figure,
    cost: (name) => figure((costOf) => costOf(name)),
    ratio: (name, base) => figure((costOf) => costOf(name) / costOf(base)),
  }
}

async function measure(
  names: ReadonlySet<string>,
  start: (name: string) => Promise<Candidate>,
  rounds: number,
): Promise<Map<string, number>[]> {
  const running: [string, Candidate][] = []
  const measured: Map<string, number>[] = []
  try {
    for (const name of names) running.push([name, await start(name)])
    for (let round = 0; round < rounds; round++) {
      const costs = new Map<string, number>()
      // Forwards and backwards in turn, so that nobody is always after the same.
      for (const [name, candidate] of round % 2 === 0 ? running : running.toReversed())
        costs.set(name, await candidate.slice())
      measured.push(costs)
    }
  } finally {
    for (const [, candidate] of running) await candidate.stop()
  }
  return measured
}

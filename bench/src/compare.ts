import { type Spread, toSpread } from './figures.js'

/** How long everything is measured. */
export interface Effort {
  /** How many processes each contender gets, one after the other: each is compiled differently. */
  readonly processes: number
  /** How many slices each process measures. */
  readonly rounds: number
  /** The length of a slice and of the warm-up: CPU time of the process, or time under load, in milliseconds. */
  readonly sliceMs: number
  readonly warmMs: number
}

/** Something in a process that is measured slice by slice. */
export interface Contender {
  /** Resolves with the CPU time for one event or request, in microseconds. */
  slice(): Promise<number>
  stop(): Promise<void>
}

export type Contenders = Readonly<Record<string, () => Promise<Contender>>>

/** The costs of a contender in one round, by its name. */
type CostOf = (contender: string) => number

/** What a comparison has found: rounds, by process. */
export interface Comparison {
  /** Computes a figure from the costs of one round. So all that it contains was measured within a second or two. */
  figure(compute: (cost: CostOf) => number): Spread
}

/**
 * Measures slices of all contenders in turn. What slows down the machine for a while slows down all of them, so that
 * their ratios stay the same. Each contender runs in a process of its own, since others would change its compilation.
 */
export async function compare(contenders: Contenders, { processes, rounds }: Effort): Promise<Comparison> {
  const measured: Map<string, number>[][] = []
  for (let i = 0; i < processes; i++) measured.push(await measure(contenders, rounds))
  return {
    figure: (compute) =>
      toSpread(measured.map((all) => all.map((round) => compute((name) => round.get(name) ?? Number.NaN)))),
  }
}

async function measure(contenders: Contenders, rounds: number): Promise<Map<string, number>[]> {
  const running = new Map<string, Contender>()
  const measured: Map<string, number>[] = []
  try {
    for (const [name, start] of Object.entries(contenders)) running.set(name, await start())
    for (let round = 0; round < rounds; round++) {
      const costs = new Map<string, number>()
      // In turn forwards and backwards, so that nobody is always after the same.
      const order = round % 2 === 0 ? [...running] : [...running].reverse()
      for (const [name, contender] of order) costs.set(name, await contender.slice())
      measured.push(costs)
    }
  } finally {
    for (const contender of running.values()) await contender.stop()
  }
  return measured
}

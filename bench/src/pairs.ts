import { type Spread, toSpread } from './spread.js'

/** Does a bit of work, and tells its cost for one event, id or request, in microseconds. */
export type Slice = () => Promise<number>

/** Two contenders whose slices are run one right after the other. */
export interface Pair {
  readonly id: string
  readonly slice: Slice
  readonly base: Slice
}

/** What a pair has shown. */
export interface Measured {
  /** The cost over that of the base, slice by slice. */
  readonly ratio: Spread
  /** In microseconds. */
  readonly cost: Spread
  readonly base: Spread
}

/**
 * Runs all pairs in turn, round after round, until the time is over, but for some rounds at least. Whatever slows the machine down for a while
 * slows both sides of a pair, so their ratio stays; and who goes first changes from round to round.
 */
export async function runPairs(
  pairs: readonly Pair[],
  leastRounds: number,
  seconds: number,
): Promise<Map<string, Measured>> {
  const end = performance.now() + seconds * 1000
  const costs = pairs.map(() => ({ slice: [] as number[], base: [] as number[] }))
  for (let round = 0; round < leastRounds || performance.now() < end; round++) {
    for (const [i, pair] of pairs.entries()) {
      const sides = round % 2 === 0 ? (['slice', 'base'] as const) : (['base', 'slice'] as const)
      for (const side of sides) costs[i]?.[side].push(await pair[side]())
    }
  }
  return new Map(pairs.map(({ id }, i) => [id, toMeasured(costs[i]?.slice ?? [], costs[i]?.base ?? [])]))
}

function toMeasured(slice: readonly number[], base: readonly number[]): Measured {
  const ratios = slice.map((cost, i) => cost / (base[i] ?? Number.NaN))
  return { ratio: toSpread(ratios), cost: toSpread(slice), base: toSpread(base) }
}

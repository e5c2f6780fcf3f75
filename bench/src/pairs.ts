/** Does a bit of work, and tells its cost for one event, id or request, in microseconds. */
export type Slice = () => Promise<number>

/** Two contenders whose slices are run one right after the other. */
export interface Pair {
  readonly id: string
  readonly slice: Slice
  readonly base: Slice
}

/** What a pair has cost, slice by slice. */
export interface Costs {
  readonly slice: readonly number[]
  readonly base: readonly number[]
}

/**
 * Runs all pairs in turn, round after round, until the time is over, but for some rounds at least. Whatever slows the
 * machine down for a while slows both sides of a pair, so their ratio stays; and who goes first changes from round to
 * round.
 */
export async function runPairs(
  pairs: readonly Pair[],
  leastRounds: number,
  seconds: number,
): Promise<Map<string, Costs>> {
  const end = performance.now() + seconds * 1000
  const costs = new Map(pairs.map(({ id }) => [id, { slice: [] as number[], base: [] as number[] }]))
  for (let round = 0; round < leastRounds || performance.now() < end; round++) {
    for (const pair of pairs) {
      const sides = round % 2 === 0 ? (['slice', 'base'] as const) : (['base', 'slice'] as const)
      for (const side of sides) costs.get(pair.id)?.[side].push(await pair[side]())
    }
  }
  return costs
}

/** The costs of the same pairs, out of several processes. */
export function pool(all: readonly (readonly [id: string, costs: Costs])[]): Map<string, Costs> {
  const pooled = new Map<string, Costs>()
  for (const [id, { slice, base }] of all) {
    const before = pooled.get(id) ?? { slice: [], base: [] }
    pooled.set(id, { slice: [...before.slice, ...slice], base: [...before.base, ...base] })
  }
  return pooled
}

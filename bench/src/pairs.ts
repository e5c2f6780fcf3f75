/** Does some work. Resolves with the cost per event, id or request, in microseconds. */
export type Slice = () => Promise<number>

/** Two candidates whose slices run in direct succession. */
export interface Pair {
  readonly id: string
  readonly slice: Slice
  readonly base: Slice
}

/** The costs of a pair, slice by slice. */
export interface Costs {
  readonly slice: readonly number[]
  readonly base: readonly number[]
}

/**
 * Runs all pairs in turn until the time is over, and at least some rounds. If the machine is slow for a while, both
 * sides of a pair are slow, so that their ratio stays the same. The order of the sides alternates.
 */
export async function runPairs(
  pairs: readonly Pair[],
  minRounds: number,
  seconds: number,
): Promise<Map<string, Costs>> {
  const end = performance.now() + seconds * 1000
  const costs = new Map(pairs.map(({ id }) => [id, { slice: [] as number[], base: [] as number[] }]))
  for (let round = 0; round < minRounds || performance.now() < end; round++) {
    for (const pair of pairs) {
      const sides = round % 2 === 0 ? (['slice', 'base'] as const) : (['base', 'slice'] as const)
      for (const side of sides) costs.get(pair.id)?.[side].push(await pair[side]())
    }
  }
  return costs
}

/** Joins the costs of the same pairs from several processes. */
export function pool(all: readonly (readonly [id: string, costs: Costs])[]): Map<string, Costs> {
  const pooled = new Map<string, Costs>()
  for (const [id, { slice, base }] of all) {
    const before = pooled.get(id) ?? { slice: [], base: [] }
    pooled.set(id, { slice: [...before.slice, ...slice], base: [...before.base, ...base] })
  }
  return pooled
}

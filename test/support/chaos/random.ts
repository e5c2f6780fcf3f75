/** Random numbers; the same seed gives the same numbers. */
export interface Random {
  /** Returns a whole number from 0 (inclusive) to `end` (exclusive). */
  below(end: number): number
  shuffle<Value>(values: readonly Value[]): Value[]
}

/** Creates a generator with 32 bits of state, Mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed | 0

  function below(end: number): number {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end)
  }

  return {
    below,
    shuffle: (values) =>
      values
        .map((value) => ({ value, place: below(2 ** 32) }))
        .sort((one, other) => one.place - other.place)
        .map(({ value }) => value),
  }
}

import { createRandom as createGenerator } from '@signalr-events/internal'

/** Random numbers; the same seed gives the same numbers. */
export interface Random {
  /** Returns a whole number from 0 (inclusive) to `end` (exclusive). */
  below(end: number): number
  shuffle<Value>(values: readonly Value[]): Value[]
}

/** Creates a generator. */
export function createRandom(seed: number): Random {
  const random = createGenerator(seed)
  return {
    below: (end) => Math.floor(random() * end),
    shuffle: (values) =>
      values
        .map((value) => ({ value, place: random() }))
        .sort((one, other) => one.place - other.place)
        .map(({ value }) => value),
  }
}

import { createRandom as createGenerator } from '@signalr-events/internal'

/** Returns numbers from 0 (inclusive) to 1 (exclusive). The same seed gives the same numbers. */
export type Random = () => number

/** Creates a generator. */
export function createRandom(seed: number): Random {
  return createGenerator(seed)
}

/** Returns a random item of a list, which must not be empty. */
export function pick<Item>(random: Random, list: readonly Item[]): Item {
  return list[Math.floor(random() * list.length)] as Item
}

/** Returns a UUID of version 4. */
export function toUuid(random: Random): string {
  return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replaceAll('x', () => Math.floor(random() * 16).toString(16))
}

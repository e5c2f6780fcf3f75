import { setImmediate } from 'node:timers/promises'
import { memoryStore } from '@signalr-events/dedupe'
import { readCpu } from '../cpu.js'
import { type Pair, runPairs, type Slice } from '../pairs.js'
import { toDigits, toRatio } from '../report/format.js'
import type { Scale } from '../scale.js'
import { addFigures, type Chart, type Figures, figure, type Section, type Table } from '../section.js'
import { type Spread, toExact } from '../spread.js'

/** The numbers of remembered ids. */
const allSizes = [1e3, 1e4, 1e5, 1e6]
/** The number of ids per call. */
const batch = 10
/** The number of ids per slice. */
const perSlice = 20_000

const retention = 25 * 60 * 60 * 1000
let counter = 0

/** Creates new ids, parsed from a body, in batches. */
function createBatches(): string[][] {
  const text = JSON.stringify(
    Array.from({ length: perSlice / batch }, () =>
      Array.from({ length: batch }, () => `0f8fad5b-d9cb-469f-a165-${String(counter++).padStart(12, '0')}`),
    ),
  )
  return JSON.parse(text)
}

/** Remembers `size` ids, and creates a slice that remembers more. */
async function createSlice(size: number, take: (batch: string[]) => void): Promise<Slice> {
  const slice: Slice = async () => {
    const batches = createBatches()
    await setImmediate()
    const cpu = readCpu()
    for (const ids of batches) take(ids)
    return (readCpu() - cpu) / perSlice
  }
  for (let known = 0; known < size; known += perSlice) await slice()
  return slice
}

async function createPair(size: number): Promise<Pair> {
  const store = memoryStore({ max: 2 * size })
  let set = new Set<string>()
  return {
    id: String(size),
    // memoryStore is synchronous, like the Set.
    slice: await createSlice(size, (ids) => {
      store.claim(ids, 60_000)
      store.done(ids, retention)
    }),
    // Emptied so that its size stays the same.
    base: await createSlice(size, (ids) => {
      if (set.size >= 2 * size) set = new Set()
      for (const id of ids) if (!set.has(id)) set.add(id)
    }),
  }
}

/** Compares our store with a Set at every size, and the largest size with the smallest. */
async function createPairs(sizes: readonly number[]): Promise<Pair[]> {
  const pairs: Pair[] = []
  for (const size of sizes) pairs.push(await createPair(size))
  const [smallest, largest] = [pairs.at(0), pairs.at(-1)]
  if (smallest === undefined || largest === undefined) return pairs
  return [
    ...pairs,
    { id: 'growth', slice: largest.slice, base: smallest.slice },
    { id: 'growth of a Set', slice: largest.base, base: smallest.base },
    { id: 'memoryStore against itself', slice: smallest.slice, base: smallest.slice },
  ]
}

/** Measures the cost to claim an id in memory and to mark it as done, at several sizes. */
export async function measureStores(scale: Scale): Promise<Section> {
  const sizes = scale.budgetsOnly ? allSizes.filter((size) => size === 1e3 || size === 1e6) : allSizes
  const pairs = await createPairs(sizes)
  const figures = new Map<string, Spread>()
  addFigures(figures, 'stores', await runPairs(pairs, scale.rounds, scale.seconds.stores))
  const [growth, growthOfSet] = ['growth', 'growth of a Set'].map((id) =>
    figure(figures, `stores.${id}.ratio`),
  )
  if (growth !== undefined && growthOfSet !== undefined)
    figures.set('stores.growth / Set', toExact(growth.median / growthOfSet.median))
  return {
    title: 'The store in memory',
    method: `CPU time to claim an id and mark it as done, in batches of ${batch}, relative to looking it up in a Set of the same size and adding it.`,
    tables: [toTable(sizes, figures)],
    charts: [toChart(sizes, figures)],
    figures,
  }
}

function toTable(sizes: readonly number[], figures: Figures): Table {
  const rows = sizes.map((size) => [
    size.toLocaleString('en-US'),
    toDigits(figure(figures, `stores.${size}.cost`).median),
    toDigits(figure(figures, `stores.${size}.base`).median),
    toRatio(figures.get(`stores.${size}.ratio`)),
  ])
  const growth = ['growth', 'growth of a Set'].map((id) => toRatio(figures.get(`stores.${id}.ratio`)))
  return {
    title: 'CPU time per id',
    head: ['ids remembered', 'µs', 'a Set, µs', '/ Set: median (quartiles)'],
    rows: [...rows, ['the last / the first', ...growth, '']],
  }
}

function toChart(sizes: readonly number[], figures: Figures): Chart {
  const bars = sizes.flatMap((size) => {
    const ids = `${size.toLocaleString('en-US')} ids`
    return [
      { label: `memoryStore, ${ids}`, value: figure(figures, `stores.${size}.cost`), isOurs: true },
      { label: `Set, ${ids}`, value: figure(figures, `stores.${size}.base`), isOurs: false },
    ]
  })
  return { name: 'stores', title: 'CPU time per id, by how many are remembered', unit: 'µs', bars }
}

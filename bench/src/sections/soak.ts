import { on } from 'node:events'
import { start } from '../child.js'
import { toDigits } from '../figures.js'
import type { Sample, SoakTask } from '../processes/soak.js'

const task: SoakTask = { events: 10_000_000, hours: 50, interval: 500_000 }
/** How many samples the warm-up has. */
const WARM = 2
/** How large the heap may be at the end, relative to that after the warm-up. */
const TOLERANCE = 1.1

/** Simulates 50 hours of traffic and prints the heap. Resolves with whether the heap has stayed the same. */
export async function soak(): Promise<boolean> {
  const child = start('soak', task, ['--expose-gc'])
  const samples: Sample[] = []
  for await (const [sample] of on(child.process, 'message', { close: ['exit'] })) {
    const { hours, events, heap } = sample as Sample
    samples.push(sample)
    console.log(
      `${toDigits(hours)} h, ${events.toLocaleString('en-US')} events: ${toMegabytes(heap)} on the heap`,
    )
  }
  if (samples.length < task.events / task.interval) throw new Error(`it ended with ${child.process.exitCode}`)
  const [level, last] = [samples[WARM - 1]?.heap ?? Number.NaN, samples.at(-1)?.heap ?? Number.NaN]
  console.log(`\nAfter the warm-up ${toMegabytes(level)}, at the end ${toMegabytes(last)}.`)
  return last <= level * TOLERANCE
}

function toMegabytes(bytes: number): string {
  return `${toDigits(bytes / 2 ** 20)} MB`
}

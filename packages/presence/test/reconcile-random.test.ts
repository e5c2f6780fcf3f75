import { createRandom } from '@signalr-events/internal'
import { expect, it, onTestFinished } from 'vitest'
import { type Mood, startRoughService } from './support/rough-service.js'
import { RoughWorld, statedTime } from './support/rough-world.js'

// Worlds of connections that come and go, at a real server that answers rightly, wrongly or not at all. After each pass no
// live connection has ended and none that left has come back; after the stated time of right answers no ghost is left.
// RECONCILE_CHECKS sets how many questions are asked, PRESENCE_SEED repeats a run.

const given = process.env['RECONCILE_CHECKS']
const checks = Number(given ?? 3_000)
const seed = Number(process.env['PRESENCE_SEED'] ?? Date.now() % 2 ** 31)
const moods: readonly Mood[] = ['amnesia', 'rough', 'yes', 'refusing', 'hanging', 'rough', 'rough']

it(`ends no live connection, and every ghost in time, in ${checks} checks`, {
  timeout: 180_000 + 6 * checks,
}, async () => {
  const worlds = new Map<string, RoughWorld>()
  const { service, answers } = await startRoughService(worlds)
  const count = Math.min(16, Math.ceil(checks / 1_000))
  for (let i = 0; i < count; i++) worlds.set(`world${i}`, new RoughWorld(`world${i}`, seed + i, service))
  onTestFinished(
    async () => void (await Promise.all([...worlds.values()].map((each) => each.presence.close()))),
  )

  await Promise.all(
    [...worlds.values()].map(async (world, i) => {
      const random = createRandom(~(seed + i))
      // Each mood once at least, then at random.
      for (let n = i; world.totals.asked < checks / count; n++) {
        const at = n - i < moods.length ? n : Math.floor(random() * moods.length)
        await world.live(moods[at % moods.length] ?? 'rough')
        await world.recover()
      }
    }),
  )

  const all = [...worlds.values()].map(({ totals }) => totals)
  const sum = (name: keyof (typeof all)[number]) => all.reduce((total, each) => total + each[name], 0)
  const longest = Math.max(...all.map((each) => each.longest))
  expect(sum('asked')).toBeGreaterThanOrEqual(checks)
  expect(sum('ghosts')).toBeGreaterThan(0)
  expect(longest).toBeLessThanOrEqual(statedTime)
  const codes = new Set([...worlds.values()].flatMap((world) => [...world.codes]))
  if (given !== undefined) {
    expect([...codes].sort()).toEqual(['MISCONFIGURED', 'SERVICE_FAILED', 'SERVICE_REFUSED', 'SUSPICIOUS'])
    console.log(
      `seed ${seed}: ${sum('asked')} checks in ${sum('passes')} passes over ${count} hubs, ${sum('failed')} without a clear ` +
        `answer; ${sum('events')} events.\nAnswers of the service: ${JSON.stringify(answers)}\n` +
        `No live connection has ended. ${sum('ghosts')} ghosts were left when the service recovered, and were gone ` +
        `${longest / 1000} s later at most; stated are ${statedTime / 1000} s.`,
    )
  }
})

import { randomUUID } from 'node:crypto'
import { memoryPresence } from '@signalr-events/presence'
import { redisPresence } from '@signalr-events/redis/presence'
import fc from 'fast-check'
import { expect, it, onTestFinished } from 'vitest'
import { describeRedis, openRedis } from '../../../test/support/redis.js'
import { clients } from './support/clients.js'
import { Lives } from './support/presence-lives.js'
import { Pair } from './support/presence-pair.js'
import { scenarios } from './support/presence-scenario.js'

// Whatever happens, the store in memory and the one on Redis answer the same. Without PRESENCE_RUNS, the number of
// scenarios, the test takes 8 seconds. PRESENCE_SEED repeats a run, and with the `path` of a failure, PRESENCE_PATH
// repeats its smallest scenario.

const given = process.env['PRESENCE_RUNS']
const numRuns = Number(given ?? 1_000)
const seed = Number(process.env['PRESENCE_SEED'] ?? Date.now() % 2 ** 31)
const path = process.env['PRESENCE_PATH']
const BOUNDED_MS = 8_000

describeRedis('stores of presence', 'any', () => {
  it('answer the same', { timeout: 120_000 + 1_000 * (given === undefined ? 0 : numRuns) }, async () => {
    const redis = await openRedis()
    onTestFinished(() => redis.stop())
    const connected = await clients['redis 6']?.(redis.url)
    if (connected === undefined) throw new Error('there is no such client')
    onTestFinished(connected.close)
    let runs = 0
    const property = fc.asyncProperty(scenarios, async (scenario) => {
      runs++
      const lives = new Lives(scenario.connections)
      const now = () => lives.now
      const prefix = `${randomUUID()}:`
      const stores = [memoryPresence({ now }), redisPresence(connected.client, { prefix, now })]
      const pair = new Pair(stores, lives, ['chat', 'board'], scenario)
      try {
        await pair.run()
      } finally {
        await pair.close()
      }
    })
    const bounds = given === undefined ? { interruptAfterTimeLimit: BOUNDED_MS } : {}
    await fc.assert(property, { seed, numRuns, ...bounds, ...(path && { path }) })
    expect(runs).toBeGreaterThan(0)
    if (given !== undefined) console.log(`seed ${seed}: ${runs} scenarios`)
  })
})

import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Model, type Scenario, scenario } from './dispatcher-model.js'

const idle = { deliveries: 0, waiting: 0, running: 0 }

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] }))
afterEach(() => void vi.useRealTimers())

/** After so many milliseconds, everything has happened: deadlines, and the wait of `close` for abandoned handlers. */
const HORIZON = 2_000

/** Lets timers fire one after another, and everything happen that follows. What other tests have left may go on. */
async function runAll(onStep: () => void): Promise<void> {
  let isOver = false
  setTimeout(() => {
    isOver = true
  }, HORIZON)
  while (!isOver) {
    await vi.advanceTimersToNextTimerAsync()
    await new Promise(setImmediate)
    onStep()
  }
}

it('every event is handled in order, within its slots, and every delivery is answered', async () => {
  const run = async (given: Scenario) => {
    const model = new Model(given)
    const answers: Promise<void>[] = []
    for (const each of given.deliveries) setTimeout(() => answers.push(model.deliver(each)), each.at)
    const { close, use } = given
    let closed = close === null
    if (close) setTimeout(() => void model.webhook.close(close).then(() => (closed = true)), close.at)
    await runAll(() => {
      if (use.length === 0) model.checkProgress()
    })
    await Promise.all(answers)
    model.checkAnswers()
    // All slots and connections are free, also while handlers that were abandoned still run.
    expect([model.violations, closed, model.webhook.stats]).toMatchObject([[], true, idle])
    if (!close) await expectFree(model, given)
    for (const end of model.endless) end()
    await runAll(() => {})
    await model.webhook.close()
    expect(model.webhook.stats).toMatchObject(idle)
  }
  await fc.assert(fc.asyncProperty(scenario, run), { numRuns: 1000 })
})

/** As many handlers as there are slots run at a time, on any connection. */
async function expectFree(model: Model, { concurrency }: Scenario): Promise<void> {
  const events = ['a', 'b', 'c', 'd', 'e'].map((connectionId) => ({ connectionId, kind: 'resolves', ms: 10 }))
  const first = model.events.length
  const answer = model.deliver({ at: 0, events })
  let most: number
  await new Promise(setImmediate)
  most = model.running().length
  await runAll(() => {
    most = Math.max(most, model.running().length)
  })
  await answer
  expect(model.violations).toEqual([])
  const isTimed = model.scenario.use.some(({ name }) => name === 'timeout')
  if (isTimed) return
  expect(model.events.slice(first).map(({ delivery }) => delivery.status)).toEqual(Array(5).fill(200))
  expect(most).toBe(concurrency)
}

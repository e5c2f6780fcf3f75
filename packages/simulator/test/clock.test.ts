import { manualClock, scaledClock } from '@signalr-events/simulator'
import fc from 'fast-check'
import { expect, it } from 'vitest'

it('a manual clock runs timers at exactly their time, in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(1000)), async (delays) => {
      const clock = manualClock()
      const start = clock.now()
      const called: [number, number][] = []
      delays.forEach((delay, i) => void clock.at(start + delay, () => called.push([clock.now() - start, i])))
      await clock.advance(500)
      await clock.advance(500)
      const expected = delays.map((delay, i): [number, number] => [delay, i])
      expect(called).toEqual(expected.toSorted(([a], [b]) => a - b))
      expect(clock.now() - start).toBe(1000)
    }),
  )
})

it('a manual clock does not run cancelled timers', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(50), fc.boolean())), async (calls) => {
      const clock = manualClock()
      const called: number[] = []
      const cancels = calls.map(([delay], i) => clock.at(clock.now() + delay, () => called.push(i)))
      calls.forEach(([, cancelled], i) => void (cancelled && cancels[i]?.()))
      await clock.advance(50)
      expect(called.toSorted()).toEqual(
        calls.flatMap(([, cancelled], i) => (cancelled ? [] : [i])).toSorted(),
      )
    }),
  )
})

it('a manual clock does not advance while work is in progress', async () => {
  const clock = manualClock()
  const start = clock.now()
  let finish: () => void = () => {}
  void clock.track(new Promise<void>((resolve) => (finish = resolve)))
  const times: number[] = []
  clock.at(start + 1, () => times.push(clock.now() - start))
  const advanced = clock.advance(10)
  await new Promise(setImmediate)
  expect([clock.now(), times]).toEqual([start, []])
  finish()
  await advanced
  expect([clock.now() - start, times]).toEqual([10, [1]])
})

it('a manual clock runs concurrent advances one after another', async () => {
  const clock = manualClock({ start: '2026-05-05T00:00:00Z' })
  await Promise.all([clock.advance('1h'), clock.advance('30m'), clock.advance('500ms')])
  expect(new Date(clock.now()).toISOString()).toBe('2026-05-05T01:30:00.500Z')
})

it.each(['', 'soon', '-1s', '1w', Number.NaN, -1])('%s is no duration', (duration) => {
  expect(() => manualClock().advance(duration as number)).toThrow(TypeError)
})

it.each([0, -1, Number.NaN])('a clock cannot be scaled by %s', (factor) => {
  expect(() => scaledClock(factor)).toThrow(TypeError)
})

it('a manual clock starts at a given time', () => {
  expect(() => manualClock({ start: 'yesterday' })).toThrow(TypeError)
})

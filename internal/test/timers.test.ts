import { isPromiseLike, sleep, withTimeout } from '@signalr-events/internal'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('sleep resolves after its time', async () => {
  const sleeping = vi.fn()
  sleep(100).then(sleeping)
  await vi.advanceTimersByTimeAsync(99)
  expect(sleeping).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect(sleeping).toHaveBeenCalled()
})

it('sleep resolves when its signal aborts, and leaves no timer', async () => {
  const controller = new AbortController()
  const sleeping = sleep(100, controller.signal)
  controller.abort()
  await sleeping
  await sleep(100, controller.signal)
  expect(vi.getTimerCount()).toBe(0)
})

it('withTimeout settles like its work, and leaves no timer', async () => {
  const error = new Error('failed')
  await expect(withTimeout(Promise.resolve(1), 100, () => new Error('late'))).resolves.toBe(1)
  await expect(withTimeout(Promise.reject(error), 100, () => new Error('late'))).rejects.toBe(error)
  expect(vi.getTimerCount()).toBe(0)
})

it('withTimeout rejects when its work takes too long', async () => {
  const late = expect(withTimeout(new Promise(() => {}), 100, () => new Error('late'))).rejects.toThrow(
    'late',
  )
  await vi.advanceTimersByTimeAsync(100)
  await late
})

it.each([
  [Promise.resolve(), true],
  // biome-ignore lint/suspicious/noThenProperty: it stands for a promise of another library.
  [{ then() {} }, true],
  // biome-ignore lint/suspicious/noThenProperty: it stands for a promise of Workers RPC.
  [Object.assign(() => {}, { then() {} }), true],
  // biome-ignore lint/suspicious/noThenProperty: it is no promise.
  [{ then: 1 }, false],
  [null, false],
  [undefined, false],
  ['then', false],
])('isPromiseLike(%s) is %s', (value, expected) => {
  expect(isPromiseLike(value)).toBe(expected)
})

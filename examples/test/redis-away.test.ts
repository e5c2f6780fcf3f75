import { eventGrid } from '@signalr-events/testing'
import { expect, it, onTestFinished, vi } from 'vitest'
import { describeRedis, startRedis } from '../../test/support/redis.js'
import { startExample } from './example.js'

// The stores are the same in all examples.
describeRedis('an example whose Redis is away', 'own', () => {
  it('shuts down although Redis is away', async () => {
    const redis = await startRedis()
    onTestFinished(() => redis.stop())
    const example = await startExample('express', { REDIS_URL: redis.url })
    onTestFinished(() => void example.stop('SIGKILL'))
    expect((await example.send(eventGrid.connected())).status).toBe(200)

    await redis.stop()
    // It is not acknowledged, and waits for Redis meanwhile.
    expect((await example.send(eventGrid.connected())).status).toBe(503)
    expect(await example.stop('SIGTERM')).toBe(0)
  }, 20_000)

  it('logs one line when Redis is away, and one when it is back', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    onTestFinished(() => log.mockRestore())
    const redis = await startRedis()
    onTestFinished(() => redis.stop())
    const { openMemory } = await import(new URL('../express/dist/memory.js', import.meta.url).href)
    const { presence, close } = await openMemory(redis.url)
    onTestFinished(close)
    await redis.stop()
    const waiting = presence.hubs()
    await expect.poll(() => log.mock.calls.length).toBeGreaterThan(0)
    const again = await startRedis({ port: redis.port })
    onTestFinished(() => again.stop())
    await waiting
    await expect.poll(() => log.mock.calls).toContainEqual(['Redis is back.'])
    expect(log.mock.calls).toEqual([
      [expect.stringMatching(/^Redis is away, reconnecting: .+$/)],
      ['Redis is back.'],
    ])
  }, 20_000)

  it('holds a limited number of commands while Redis is away', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    onTestFinished(() => log.mockRestore())
    const redis = await startRedis()
    onTestFinished(() => redis.stop())
    const { openMemory } = await import(new URL('../express/dist/memory.js', import.meta.url).href)
    const { presence, close } = await openMemory(redis.url)
    await redis.stop()
    await expect.poll(() => log.mock.calls.length).toBeGreaterThan(0)
    const reads = Array.from({ length: 10_001 }, () => presence.hubs())
    const all = Promise.allSettled(reads)
    await expect(reads.at(-1)).rejects.toThrow('queue is full')
    await close()
    await all
  }, 20_000)
})

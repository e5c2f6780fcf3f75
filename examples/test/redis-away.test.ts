import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { eventGrid } from '@signalr-events/testing'
import { expect, it, onTestFinished, vi } from 'vitest'
import { findFreePort } from '../../scripts/shared/port.mjs'
import { startExample } from './example.js'

// The stores are the same in all examples.

/** A Redis that ends during the test. */
async function startRedis() {
  const port = await findFreePort()
  const redis = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', ''])
  onTestFinished(() => void redis.kill('SIGKILL'))
  for await (const line of redis.stdout.setEncoding('utf8')) if (line.includes('Ready to accept')) break
  const end = async () => {
    redis.kill('SIGKILL')
    await once(redis, 'exit')
  }
  return { url: `redis://127.0.0.1:${port}`, end }
}

it('shuts down although Redis is away', async () => {
  const redis = await startRedis()
  const example = await startExample('express', { REDIS_URL: redis.url })
  onTestFinished(() => void example.stop('SIGKILL'))
  expect((await example.send(eventGrid.connected())).status).toBe(200)

  await redis.end()
  // It is not acknowledged, and waits for Redis meanwhile.
  expect((await example.send(eventGrid.connected())).status).toBe(503)
  expect(await example.stop('SIGTERM')).toBe(0)
}, 20_000)

it('holds a limited number of commands while Redis is away', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {})
  onTestFinished(() => log.mockRestore())
  const redis = await startRedis()
  const { openMemory } = await import(new URL('../express/dist/memory.js', import.meta.url).href)
  const { presence, close } = await openMemory(redis.url)
  await redis.end()
  await expect.poll(() => log.mock.calls.length).toBeGreaterThan(0)
  const reads = Array.from({ length: 10_001 }, () => presence.hubs())
  const all = Promise.allSettled(reads)
  await expect(reads.at(-1)).rejects.toThrow('queue is full')
  await close()
  await all
}, 20_000)

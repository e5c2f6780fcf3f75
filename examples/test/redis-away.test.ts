import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { eventGrid } from '@signalr-events/testing'
import { expect, it, onTestFinished } from 'vitest'
import { findFreePort } from '../../scripts/shared/port.mjs'
import { startExample } from './example.js'

// The stores are the same in all examples.
it('shuts down although Redis is away', async () => {
  const port = await findFreePort()
  const redis = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', ''])
  onTestFinished(() => void redis.kill('SIGKILL'))
  for await (const line of redis.stdout.setEncoding('utf8')) if (line.includes('Ready to accept')) break
  const example = await startExample('express', { REDIS_URL: `redis://127.0.0.1:${port}` })
  onTestFinished(() => void example.stop('SIGKILL'))
  expect((await example.send(eventGrid.connected())).status).toBe(200)

  redis.kill('SIGKILL')
  await once(redis, 'exit')
  // It is not acknowledged, and waits for Redis meanwhile.
  expect((await example.send(eventGrid.connected())).status).toBe(503)
  expect(await example.stop('SIGTERM')).toBe(0)
}, 20_000)

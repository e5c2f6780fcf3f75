import { createConnection } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { sharedKey } from '@signalr-events/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adapters, reporting } from './support/adapters.js'
import type { Running } from './support/conformance.js'
import { attacks, genuine, ours, toBytes } from './support/hostile.js'

// Random bytes on a socket: the server still answers genuine deliveries, no event is invented, memory stays bounded.

// FUZZ_REQUESTS sets how many; FUZZ_SEED repeats a run.
const perBatch = 100
const batches = Number(process.env['FUZZ_REQUESTS'] ?? 5_000) / perBatch
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31)

const bases = fc.constantFrom(genuine, ...attacks.map(([, , request]) => request)).map(toBytes)
const fragment = fc.oneof(
  fc.uint8Array({ maxLength: 8 }),
  fc
    .constantFrom('\r\n', '\0', ':', '0\r\n\r\n', '{', '"', '\\u0000', '%', 'transfer-encoding: chunked\r\n')
    .map(Buffer.from),
)
const mutation = fc.record({ at: fc.nat(), cut: fc.nat({ max: 40 }), insert: fragment })
const bytes = fc.oneof(
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array)) },
  {
    weight: 9,
    arbitrary: fc.tuple(bases, fc.array(mutation, { minLength: 1, maxLength: 4 })).map(([base, mutations]) =>
      mutations.reduce((bytes, { at, cut, insert }) => {
        const start = at % (bytes.length + 1)
        return Buffer.concat([bytes.subarray(0, start), insert, bytes.subarray(start + cut)])
      }, base),
    ),
  },
)

/** Sends bytes, then the end, and waits until the server has closed. */
function send(url: string, bytes: Uint8Array): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    let text = ''
    const socket = createConnection(Number(port), hostname, () => socket.end(bytes))
    socket.setTimeout(10_000, () => {
      text = 'no answer'
      socket.destroy()
    })
    socket.setEncoding('latin1').on('data', (chunk) => {
      text += chunk
    })
    socket.on('error', () => {}).on('close', () => resolve(text))
  })
}

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')
function heapUsed(): number {
  collect()
  return process.memoryUsage().heapUsed
}

describe.each(Object.entries(adapters))(`%s, seed ${seed}`, (_, serve) => {
  let running: Running
  const users: unknown[] = []
  beforeAll(async () => {
    const note = ({ userId }: { userId: string | undefined }) => users.push(userId)
    const { webhook } = reporting(
      { connected: note, disconnected: note },
      { authorize: sharedKey(ours.key), maxBodyBytes: ours.maxBodyBytes, deadline: 200, onError: () => {} },
    )
    running = await serve(webhook)
  })
  afterAll(() => running.close())

  it(`${batches * perBatch} requests of random bytes`, { timeout: 240_000 }, async () => {
    const alive = toBytes({ ...genuine, headers: [...(genuine.headers ?? []), ['connection', 'close']] })
    let heapBefore = 0
    let batch = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(bytes, { minLength: perBatch, maxLength: perBatch, size: 'max' }),
        async (requests) => {
          if (batch++ === 5) heapBefore = heapUsed()
          const answers = await Promise.all(requests.map((request) => send(running.url, request)))
          for (const answer of answers) expect(answer).toMatch(/^$|^HTTP\/1\.1 [2345]\d\d /)
          users.length = 0
          expect(await send(running.url, alive)).toMatch(/^HTTP\/1\.1 200 /)
          expect(users).toHaveLength(1)
        },
      ),
      { seed, numRuns: batches, endOnFailure: true },
    )
    // The size of compiled code and buffers varies. A leak of 2 KB per request would be detected.
    expect(heapUsed() - heapBefore).toBeLessThan(8 * 1024 * 1024)
  })
})

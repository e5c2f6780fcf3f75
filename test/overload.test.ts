import { once } from 'node:events'
import { request } from 'node:http'
import { eventGrid } from '@signalr-events/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { adapters, reporting } from './support/adapters.js'

// The total size of the bodies in flight is bounded, whether their size is declared or not. With the
// defaults and 512 MB of memory: `pnpm deep memory`.

const size = 100_000
const { headers } = eventGrid.connected()

/** Events of different connections: those of one are handled one after another. */
function createBody(): string {
  const { body = '' } = eventGrid.connected()
  return ' '.repeat(size - body.length) + body
}

/** Starts a delivery of 100 kB, without its last byte. */
function begin(url: string, isChunked: boolean) {
  const body = createBody()
  const sent = request(url, { method: 'POST', headers, agent: false })
  if (!isChunked) sent.setHeader('content-length', size)
  sent.write(body.slice(0, -1))
  const status = new Promise<number>((resolve, reject) => {
    sent.once('response', (response) => resolve(response.resume().statusCode ?? 0)).once('error', reject)
  })
  onTestFinished(() => void sent.destroy())
  return { status, end: () => void sent.end(body.slice(-1)) }
}

describe.each(Object.entries(adapters))('%s', (_, serve) => {
  async function start(...args: Parameters<typeof reporting>) {
    const subject = reporting(...args)
    const { url, close } = await serve(subject.webhook)
    onTestFinished(close)
    return { ...subject, url }
  }

  it('a body in chunks counts while it is read', async () => {
    const { url, codes } = await start({}, { maxBytesInFlight: 1.5 * size })
    const deliveries = [begin(url, true), begin(url, true)]
    const first = Promise.race(deliveries.map(async ({ status }, i) => [await status, i] as const))
    const [status, i] = await first
    expect([status, codes]).toEqual([503, ['OVERLOADED']])
    deliveries[1 - i]?.end()
    expect(await deliveries[1 - i]?.status).toBe(200)
  })

  it.each([
    ['declared', false],
    ['in chunks', true],
  ])('a burst of bodies, %s, is handled up to the bound, and then others are', async (_name, isChunked) => {
    let open = () => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    let entered = 0
    const connected = () => {
      entered++
      return gate
    }
    const { url, codes } = await start({ connected }, { maxBytesInFlight: 3.5 * size })
    const deliveries = Array.from({ length: 12 }, () => begin(url, isChunked))
    for (const { end } of deliveries) end()
    await expect.poll(() => entered + codes.length).toBe(12)
    open()
    const statuses = await Promise.all(deliveries.map(({ status }) => status))
    const handled = statuses.filter((status) => status === 200).length
    expect(new Set(codes)).toEqual(new Set(['OVERLOADED']))
    expect(statuses.filter((status) => status === 503)).toHaveLength(codes.length)
    expect(handled).toBe(entered)
    if (!isChunked) expect(handled).toBe(3)
    // Refused, aborted and handled deliveries are no longer counted.
    const again = Array.from({ length: 3 }, () => begin(url, isChunked))
    for (const { end } of again) end()
    expect(await Promise.all(again.map(({ status }) => status))).toEqual([200, 200, 200])
  })

  it('a delivery that is aborted, or whose body does not end in time, is no longer counted', async () => {
    const { url, codes } = await start({}, { maxBytesInFlight: 1.5 * size, deadline: 300 })
    const late = begin(url, true)
    expect(await late.status).toBe(503)
    const sent = request(url, { method: 'POST', headers, agent: false }).on('error', () => {})
    sent.write(createBody())
    await once(sent, 'socket')
    sent.destroy()
    const sendNext = () => {
      const next = begin(url, true)
      next.end()
      return next.status
    }
    await expect.poll(sendNext).toBe(200)
    expect(codes[0]).toBe('DEADLINE_PASSED')
  })
})

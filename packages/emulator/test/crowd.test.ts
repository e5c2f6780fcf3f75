import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { createClient, type Negotiated } from './support/clients.js'

// Many real clients of one service, which has its own process. EMULATOR_CLIENTS sets how many. Then its memory and CPU are
// compared with limits, too: with fewer clients, they say nothing.

const given = process.env['EMULATOR_CLIENTS']
const count = Number(given ?? 200)
/** Clients that come and go before, so that code is compiled and pools have grown. */
const WARM = 100
/** How many connect at a time. */
const PARALLEL = 50
/** Longer than the 15 s between pings. */
const IDLE_SECONDS = 20

interface Report {
  readonly open: number
  readonly events: number
  readonly distinct: number
  readonly rss: number
  readonly cpu: number
  readonly cpuAfter: number
}

async function startService() {
  const module = new URL('support/service-process.mjs', import.meta.url)
  const child = fork(module, { execArgv: ['--expose-gc'] })
  onTestFinished(() => void child.disconnect())
  const receive = async () => (await once(child, 'message'))[0]
  return {
    address: (await receive()) as Negotiated,
    async report(): Promise<Report> {
      child.send('report')
      return receive()
    },
  }
}

it(`${count} clients connect and disconnect: one event each`, { timeout: 120_000 + 40 * count }, async () => {
  const { address, report } = await startService()
  const clients: ReturnType<typeof createClient>[] = []

  /** What the service uses when so many clients are connected. */
  async function reach(total: number): Promise<Report> {
    while (clients.length < total) {
      const length = Math.min(PARALLEL, total - clients.length)
      const more = Array.from({ length }, () => createClient(address))
      await Promise.all(more.map((client) => client.start()))
      clients.push(...more)
    }
    await Promise.all(clients.splice(total).map((client) => client.stop()))
    await expect.poll(async () => (await report()).open, { timeout: 30_000 }).toBe(total)
    return report()
  }

  await reach(WARM)
  const before = await reach(0)
  const connected = await reach(count)
  if (given !== undefined) {
    const rested = await report()
    await sleep(IDLE_SECONDS * 1000)
    const idle = await report()
    const kilobytes = (connected.rss - before.rss) / count / 1024
    const milliseconds = (connected.cpu - before.cpuAfter) / count / 1000
    const percent = (idle.cpu - rested.cpuAfter) / IDLE_SECONDS / 10_000
    console.log(
      `${count} clients: ${kilobytes.toFixed(1)} KiB and ${milliseconds.toFixed(2)} ms to connect each, ` +
        `${percent.toFixed(1)} % of a core when idle`,
    )
    expect(kilobytes).toBeLessThan(15)
    expect(milliseconds).toBeLessThan(0.8)
    expect(percent).toBeLessThan(3)
  }
  const { events, distinct } = await reach(0)
  expect({ events, distinct }).toEqual({ events: 2 * (WARM + count), distinct: 2 * (WARM + count) })
})

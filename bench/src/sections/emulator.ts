import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { receive, start } from '../processes/ask.js'
import type { ServiceAddress, ServiceReport } from '../processes/signalr-service.js'
import { toGrid } from '../report/console.js'
import { toDigits } from '../report/format.js'

const count = 5000
/** Clients that come and go before, so that code is compiled and pools have grown. */
const warmUp = 500
/** Longer than the 15 s between pings. */
const idleSeconds = 20

/** What a client may take. */
const limits = { rss: 15, cpu: 0.8, idle: 3 }

/** Connects real clients to a local SignalR Service, prints what they take, and whether that is within the limits. */
export async function measureEmulator(): Promise<boolean> {
  const service = start('signalr-service', [], ['--expose-gc'])
  const address = await receive<ServiceAddress>(service)
  const clients = start('signalr-clients', [JSON.stringify(address)])
  try {
    return await measure(service, clients)
  } finally {
    for (const child of [clients, service]) {
      const exit = once(child, 'exit')
      child.disconnect()
      await exit
    }
  }
}

async function measure(service: ChildProcess, clients: ChildProcess): Promise<boolean> {
  const report = () => ask<ServiceReport>(service, 'report')
  await ask(clients, warmUp)
  await ask(clients, 0)
  await reaches(report, 0)
  const before = await report()
  await ask(clients, count)
  const connected = await reaches(report, count)
  const rested = await report()
  await sleep(idleSeconds * 1000)
  const idle = await report()
  await ask(clients, 0)
  const after = await reaches(report, 0)

  const rss = (connected.rss - before.rss) / count / 1024
  const cpu = (connected.cpu - before.cpuAfter) / count / 1000
  const idlePercent = ((idle.cpu - rested.cpuAfter) / (idleSeconds * 1_000_000)) * 100
  const all = warmUp + count
  const isExact = after.connected === all && after.disconnected === all && after.repeated === 0
  const rows = [
    ['memory of an idle client, KiB', toDigits(rss), String(limits.rss)],
    ['of it on the heap, KiB', toDigits((connected.heap - before.heap) / count / 1024), ''],
    ['CPU of the service to connect a client, ms', toDigits(cpu), String(limits.cpu)],
    [
      `CPU of the service for ${count.toLocaleString('en-US')} idle clients, %`,
      toDigits(idlePercent),
      String(limits.idle),
    ],
    ['each client has each event exactly once', isExact ? 'yes' : 'no', 'yes'],
  ]
  const title = `${count.toLocaleString('en-US')} WebSocket clients of one local SignalR Service`
  console.log(toGrid({ title, head: ['', 'measured', 'limit'], rows }))
  return isExact && rss <= limits.rss && cpu <= limits.cpu && idlePercent <= limits.idle
}

function ask<Answer>(child: ChildProcess, message: string | number): Promise<Answer> {
  child.send(message)
  return receive<Answer>(child)
}

/** The report as soon as so many connections are open. */
async function reaches(report: () => Promise<ServiceReport>, open: number): Promise<ServiceReport> {
  for (;;) {
    const last = await report()
    if (last.open === open) return last
    await sleep(50)
  }
}

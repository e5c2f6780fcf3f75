import { setTimeout as sleep } from 'node:timers/promises'
import { type Child, start } from '../child.js'
import { Table } from '../figures.js'
import type { ServiceAddress, ServiceReport } from '../processes/signalr-service.js'
import { toGrid } from '../report.js'

const COUNT = 5000
/** Clients that come and go before, so that code is compiled and pools have grown. */
const WARM = 500
/** Longer than the 15 s between pings. */
const IDLE_SECONDS = 20

/** What may be used, by what it is. */
const limits = {
  'memory of an idle client, KiB': 15,
  'CPU of the service to connect a client, ms': 0.8,
  'CPU of the service for 5,000 idle clients, %': 3,
  'clients without exactly one event each': 0,
}

/** Connects real clients to a local SignalR Service. Resolves with whether it stays within the limits. */
export async function measureEmulator(): Promise<boolean> {
  const service = start('signalr-service', null, ['--expose-gc'])
  const clients = start('signalr-clients', await service.receive<ServiceAddress>())
  const found = await measure(service, clients)
  await clients.stop()
  await service.stop()
  const table = new Table('WebSocket clients of one local SignalR Service')
  for (const [name, limit] of Object.entries(limits)) {
    table.set(name, 'measured', found[name as keyof typeof limits])
    table.set(name, 'limit', limit)
  }
  console.log(toGrid(table))
  return Object.entries(limits).every(([name, limit]) => found[name as keyof typeof limits] <= limit)
}

async function measure(service: Child, clients: Child): Promise<Record<keyof typeof limits, number>> {
  /** What is used once so many clients are there. */
  const reach = async (count: number): Promise<ServiceReport> => {
    await clients.ask(count)
    for (;;) {
      const report = await service.ask<ServiceReport>('report')
      if (report.open === count) return report
      await sleep(50)
    }
  }
  await reach(WARM)
  const before = await reach(0)
  const connected = await reach(COUNT)
  const rested = await service.ask<ServiceReport>('report')
  await sleep(IDLE_SECONDS * 1000)
  const idle = await service.ask<ServiceReport>('report')
  const after = await reach(0)
  const all = WARM + COUNT
  return {
    'memory of an idle client, KiB': (connected.rss - before.rss) / COUNT / 1024,
    'CPU of the service to connect a client, ms': (connected.cpu - before.cpuAfter) / COUNT / 1000,
    'CPU of the service for 5,000 idle clients, %': (idle.cpu - rested.cpuAfter) / IDLE_SECONDS / 10_000,
    'clients without exactly one event each': Math.max(
      all - after.connected,
      all - after.disconnected,
      after.repeated,
    ),
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import { HttpTransportType, type HubConnection, HubConnectionBuilder, LogLevel } from '@microsoft/signalr'
import { start } from '../child.js'
import type { ServiceAddress, ServiceReport } from '../processes/signalr-service.js'
import { reportLimits } from '../report.js'

const COUNT = 5000
/** Clients that come and go before, so that code is compiled and pools have grown. */
const WARM = 500
/** How many connect at a time. */
const PARALLEL = 50
/** Longer than the 15 s between pings. */
const IDLE_SECONDS = 20

/** Connects real clients to a local SignalR Service. Resolves with whether it stays within the limits. */
export async function measureEmulator(): Promise<boolean> {
  const service = start('signalr-service', null)
  const address = await service.receive<ServiceAddress>()
  const clients: HubConnection[] = []

  /** What is used once so many clients are there. */
  async function reach(count: number): Promise<ServiceReport> {
    while (clients.length < count) {
      const more = Array.from({ length: Math.min(PARALLEL, count - clients.length) }, () => connect(address))
      clients.push(...(await Promise.all(more)))
    }
    await Promise.all(clients.splice(count).map((client) => client.stop()))
    for (;;) {
      const report = await service.ask<ServiceReport>('report')
      if (report.open === count) return report
      await sleep(50)
    }
  }

  await reach(WARM)
  const before = await reach(0)
  const connected = await reach(COUNT)
  const rested = await reach(COUNT)
  await sleep(IDLE_SECONDS * 1000)
  const idle = await reach(COUNT)
  const after = await reach(0)
  await service.stop()
  const missing = 2 * (WARM + COUNT) - after.events + after.repeated
  return reportLimits(`${COUNT} WebSocket clients of one local SignalR Service`, {
    'memory of an idle client, KiB': [(connected.rss - before.rss) / COUNT / 1024, 15],
    'CPU of the service to connect a client, ms': [(connected.cpu - before.cpuAfter) / COUNT / 1000, 0.8],
    'CPU of the service for all of them when idle, %': [
      (idle.cpu - rested.cpuAfter) / IDLE_SECONDS / 10_000,
      3,
    ],
    'events that are missing, or came twice': [missing, 0],
  })
}

async function connect({ url, accessToken }: ServiceAddress): Promise<HubConnection> {
  const client = new HubConnectionBuilder()
    .withUrl(url, { transport: HttpTransportType.WebSockets, accessTokenFactory: () => accessToken })
    .configureLogging(LogLevel.None)
    .build()
  await client.start()
  return client
}

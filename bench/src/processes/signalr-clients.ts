import { HttpTransportType, type HubConnection, HubConnectionBuilder, LogLevel } from '@microsoft/signalr'
import { readTask } from './ask.js'
import type { ServiceAddress } from './signalr-service.js'

// Real clients by WebSockets, in one process. A message has the wanted number of clients; the answer,
// the actual one.

const { url, accessToken } = readTask<ServiceAddress>()
/** How many connect at a time. */
const parallel = 50
const clients: HubConnection[] = []

async function connect(): Promise<void> {
  const client = new HubConnectionBuilder()
    .withUrl(url, { transport: HttpTransportType.WebSockets, accessTokenFactory: () => accessToken })
    .configureLogging(LogLevel.None)
    .build()
  await client.start()
  clients.push(client)
}

async function reach(count: number): Promise<void> {
  while (clients.length < count)
    await Promise.all(Array.from({ length: Math.min(parallel, count - clients.length) }, connect))
  await Promise.all(clients.splice(count).map((client) => client.stop()))
}

process.on('message', async (count: number) => {
  await reach(count)
  process.send?.(clients.length)
})

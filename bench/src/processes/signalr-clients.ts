import { HttpTransportType, type HubConnection, HubConnectionBuilder, LogLevel } from '@microsoft/signalr'
import { answer, readTask } from '../child.js'
import type { ServiceAddress } from './signalr-service.js'

// Real clients by WebSockets. A message is how many there shall be; the answer, how many there are.

const { url, accessToken } = readTask<ServiceAddress>()
/** How many connect at a time. */
const PARALLEL = 50
const clients: HubConnection[] = []

async function connect(): Promise<void> {
  const client = new HubConnectionBuilder()
    .withUrl(url, { transport: HttpTransportType.WebSockets, accessTokenFactory: () => accessToken })
    .configureLogging(LogLevel.None)
    .build()
  await client.start()
  clients.push(client)
}

answer(async (count: number) => {
  while (clients.length < count)
    await Promise.all(Array.from({ length: Math.min(PARALLEL, count - clients.length) }, connect))
  await Promise.all(clients.splice(count).map((client) => client.stop()))
  return clients.length
})

// @ts-check
// Starts and stops services with real clients, and prints the open handles.

import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr'
import { startSignalRService } from '@signalr-events/emulator'

const { WebSockets, ServerSentEvents, LongPolling } = HttpTransportType

async function cycle() {
  const service = await startSignalRService()
  const { url, accessToken } = await service.negotiate({ hub: 'chat' })
  for (const transport of [WebSockets, ServerSentEvents, LongPolling]) {
    const client = new HubConnectionBuilder()
      .withUrl(url, { transport, accessTokenFactory: () => accessToken })
      .configureLogging(LogLevel.None)
      .build()
    await client.start()
    client.keepAliveIntervalInMilliseconds = 1000
    if (transport !== WebSockets) await client.stop()
  }
  const other = await startSignalRService()
  await other.restart()
  await Promise.all([service.stop(), other.stop()])
}

for (let i = 0; i < 10; i++) await cycle()
process.once('beforeExit', () => {
  // Handles of the process itself, such as its output.
  const left = process
    .getActiveResourcesInfo()
    .filter((name) => !/^(?:TTYWrap|PipeWrap|FSReqPromise)$/.test(name))
  console.log(JSON.stringify(left))
})

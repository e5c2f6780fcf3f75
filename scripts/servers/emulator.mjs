import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr'
import { startSignalRService } from '@signalr-events/emulator'

const events = []
const service = await startSignalRService({ eventGrid: { publish: ({ type }) => events.push(type) } })

for (const transport of ['WebSockets', 'ServerSentEvents', 'LongPolling']) {
  const { url, accessToken } = await service.negotiate({ hub: 'chat', userId: transport })
  const client = new HubConnectionBuilder()
    .withUrl(url, { transport: HttpTransportType[transport], accessTokenFactory: () => accessToken })
    .configureLogging(LogLevel.None)
    .build()
  const said = new Promise((resolve) => client.on('say', resolve))
  await client.start()
  service.send({ userId: transport }, 'say', transport)
  events.push(await said)
  service.drop({ userId: transport })
}
await service.stop()

console.log(JSON.stringify({ runtime: `node ${process.version}`, events }))

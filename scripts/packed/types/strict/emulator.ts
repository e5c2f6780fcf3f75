import {
  type ClientConnection,
  type EventToPublish,
  type SignalRService,
  startSignalRService,
  type Warning,
} from '@signalr-events/emulator'
import { type EventGrid, startEventGrid } from '@signalr-events/simulator'

const eventGrid: EventGrid = await startEventGrid({
  subscriptions: [{ endpoint: 'https://example.org/events' }],
})
const service: SignalRService = await startSignalRService({
  eventGrid,
  accessKeys: ['primary', 'secondary'],
  transports: ['WebSockets', 'LongPolling'],
  connectionTimeout: '30s',
  keepAliveInterval: 15_000,
  undocumented: { audience: 'exact' },
  onWarning: ({ code, message }: Warning) => console.warn(code, message),
})
const { url, accessToken } = await service.negotiate({ hub: 'chat', userId: 'ada', expiresIn: '5m' })
const connection: ClientConnection = await service.waitFor({ hub: 'chat', transport: 'WebSockets' })
const dropped: number = service.drop(connection.connectionId, { event: false })
const thaw: () => void = service.freeze({ userId: 'ada' }, '10s')
thaw()
console.log(url, accessToken, dropped, service.connectionString)
await service.stop()
await startSignalRService({ eventGrid: { publish: (event: EventToPublish) => console.log(event.type) } })

// @ts-expect-error a length of time has a unit
await startSignalRService({ pollGrace: '10 minutes' })
// @ts-expect-error there is no such failure
service.refuse(1, 404)

// @ts-check
// A real client in a process that can be killed: `node client-process.mjs <url> <token> <transport> <protocol>`.

import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr'
import { MessagePackHubProtocol } from '@microsoft/signalr-protocol-msgpack'

const [, , url = '', token = '', transport = '', protocol = ''] = process.argv
let builder = new HubConnectionBuilder()
  .withUrl(url, {
    accessTokenFactory: () => token,
    transport: HttpTransportType[/** @type {keyof typeof HttpTransportType} */ (transport)],
  })
  .configureLogging(LogLevel.None)
if (protocol === 'messagepack') builder = builder.withHubProtocol(new MessagePackHubProtocol())
const client = builder.build()
client.keepAliveIntervalInMilliseconds = 200
await client.start()
console.log('connected')

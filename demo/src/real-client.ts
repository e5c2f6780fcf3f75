import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr'

// A client as in a browser, in a process that can be killed. Arguments: the URL of the service, and a token.

const [, , url = '', token = ''] = process.argv
const client = new HubConnectionBuilder()
  .withUrl(url, { accessTokenFactory: () => token })
  .withAutomaticReconnect([0])
  .configureLogging(LogLevel.None)
  .build()
await client.start()
console.log('connected')

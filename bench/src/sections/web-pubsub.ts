import { webPubSub } from '../load/request.js'
import { startServer } from '../load/server.js'
import type { Table } from '../section.js'

/** Changes of the headers of a valid request. */
const changes: Readonly<Record<string, readonly [pattern: RegExp, by: string]>> = {
  'no ce-connectionid': [/ce-connectionid: .*\r\n/, ''],
  'no ce-userid': [/ce-userid: .*\r\n/, ''],
  'no ce-signature': [/ce-signature: .*\r\n/, ''],
  'no ce-id': [/ce-id: .*\r\n/, ''],
  'ce-time is "yesterday"': [/ce-time: .*/, 'ce-time: yesterday'],
  'ce-specversion is 0.3': [/ce-specversion: .*/, 'ce-specversion: 0.3'],
}

/** Sends corrupt events of Azure Web PubSub, whose fields are headers, to its own middleware. */
export async function sendCorruptWebPubSub(): Promise<Table> {
  const route = '@azure/web-pubsub-express'
  const server = await startServer({ framework: 'express', route })
  try {
    const rows: string[][] = []
    for (const [defect, [pattern, by]] of Object.entries(changes)) {
      const received = await server.sendOne(webPubSub.replace(pattern, by))
      rows.push([defect, received.length > 0 ? 'handled' : 'stopped'])
    }
    return { title: 'How a corrupt event is handled of Azure Web PubSub', head: ['', route], rows }
  } finally {
    await server.stop()
  }
}

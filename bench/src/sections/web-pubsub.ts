import { webPubSub } from '../load/request.js'
import { startServer } from '../load/server.js'
import type { Table } from '../section.js'

/** What is changed in the head of a good request. */
const changes: Readonly<Record<string, readonly [pattern: RegExp, by: string]>> = {
  'no ce-connectionid': [/ce-connectionid: .*\r\n/, ''],
  'no ce-userid': [/ce-userid: .*\r\n/, ''],
  'no ce-signature': [/ce-signature: .*\r\n/, ''],
  'no ce-id': [/ce-id: .*\r\n/, ''],
  'ce-time is "yesterday"': [/ce-time: .*/, 'ce-time: yesterday'],
  'ce-specversion is 0.3': [/ce-specversion: .*/, 'ce-specversion: 0.3'],
}

/** What becomes of corrupt events of Azure Web PubSub, which come as headers, in its own middleware. */
export async function tellWebPubSub(): Promise<Table> {
  const route = '@azure/web-pubsub-express'
  const server = await startServer({ framework: 'express', route })
  try {
    const rows: string[][] = []
    for (const [fault, [pattern, by]] of Object.entries(changes)) {
      const received = await server.tell(webPubSub.replace(pattern, by))
      rows.push([fault, received.length > 0 ? 'handled' : 'stopped'])
    }
    return { title: 'What becomes of a corrupt event of Azure Web PubSub', head: ['', route], rows }
  } finally {
    await server.stop()
  }
}

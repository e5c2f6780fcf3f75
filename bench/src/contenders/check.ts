import { isDeepStrictEqual } from 'node:util'
import type { Delivery } from '../deliveries.js'
import type { Contender } from './contender.js'

/** @throws {Error} unless the handler gets every event of a delivery, in order */
export async function checkWork(contender: Contender, delivery: Delivery): Promise<void> {
  const received: string[] = []
  const push = (connectionId: string) => received.push(connectionId)
  const handler = contender.isAsync ? async (connectionId: string) => push(connectionId) : push
  await contender.create(handler)(delivery)
  if (!isDeepStrictEqual(received, delivery.connectionIds)) {
    throw new Error(`${contender.name} handled ${received.length} of ${delivery.connectionIds.length} events`)
  }
}

import { isDeepStrictEqual } from 'node:util'
import type { Delivery } from '../deliveries.js'
import type { Contender, Take } from './contender.js'

/**
 * Puts a contender to work, for good: a second handler would make it slower, which no server has.
 *
 * @throws {Error} unless the handler gets every event of a delivery, in order
 */
export async function putToWork(contender: Contender, delivery: Delivery): Promise<Take> {
  let received: string[] | undefined = []
  const note = (connectionId: string) => void received?.push(connectionId)
  const take = contender.create(contender.isAsync ? async (connectionId) => note(connectionId) : note)
  await take(delivery)
  if (!isDeepStrictEqual(received, delivery.connectionIds)) {
    throw new Error(`${contender.name} handled ${received.length} of ${delivery.connectionIds.length} events`)
  }
  received = undefined
  return take
}

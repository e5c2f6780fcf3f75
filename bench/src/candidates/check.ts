import { isDeepStrictEqual } from 'node:util'
import type { Delivery } from '../deliveries.js'
import type { Candidate, Process } from './candidate.js'

/**
 * Creates a candidate with one handler. A second handler would make it slower, and no server has two.
 *
 * @throws {Error} unless the handler receives every event of a delivery, in order
 */
export async function startCandidate(candidate: Candidate, delivery: Delivery): Promise<Process> {
  let received: string[] | undefined = []
  const note = (connectionId: string) => void received?.push(connectionId)
  const take = candidate.create(candidate.isAsync ? async (connectionId) => note(connectionId) : note)
  await take(delivery)
  if (!isDeepStrictEqual(received, delivery.connectionIds)) {
    throw new Error(`${candidate.name} handled ${received.length} of ${delivery.connectionIds.length} events`)
  }
  received = undefined
  return take
}

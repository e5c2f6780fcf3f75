import { memoryPresence, type PresenceEvent } from '@signalr-events/presence'
import { type Cell, toCells, toMedian } from '../table.js'
import { change, measureNode } from './presence.js'

const ROUNDS = 9
const WARM_ROUNDS = 3

/** Measures the store of presence in memory, relative to a map of connections and a set by hand. */
export async function measureMemoryStore(): Promise<Cell[]> {
  const ratios = { connected: [] as number[], disconnected: [] as number[] }
  for (let round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
    const store = memoryPresence()
    const connections = new Map<string, PresenceEvent>()
    const [users, tombstones] = [new Set<string>(), new Set<string>()]
    const byHand = {
      connected(event: PresenceEvent) {
        connections.set(event.connectionId, event)
        users.add(event.userId ?? '')
      },
      disconnected({ connectionId }: PresenceEvent) {
        connections.delete(connectionId)
        tombstones.add(connectionId)
      },
    }
    for (const type of ['connected', 'disconnected'] as const) {
      const base = await measureNode(type, (events) => events.forEach(byHand[type]))
      const cost = await measureNode(type, (events) => store.apply('chat', events, change))
      if (round >= WARM_ROUNDS) ratios[type].push(cost / base)
    }
  }
  return toCells('presence in memory', {
    'a connected event / by hand': toMedian(ratios.connected),
    'a disconnected event / by hand': toMedian(ratios.disconnected),
  })
}

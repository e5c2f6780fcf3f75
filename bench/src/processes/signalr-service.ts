import { startSignalRService } from '@signalr-events/emulator'
import { answer, readCpu, readHeap, send } from '../child.js'

// A local SignalR Service, with `--expose-gc`. Sends how a client connects, and answers what it uses.

/** What the service uses, in bytes and microseconds, and which events it has published. */
export interface ServiceReport {
  readonly rss: number
  readonly heap: number
  /** Before and after garbage was collected for this report. */
  readonly cpu: number
  readonly cpuAfter: number
  readonly open: number
  /** How many connections had each event, and how many events came a second time. */
  readonly connected: number
  readonly disconnected: number
  readonly repeated: number
}

/** How a client connects. */
export interface ServiceAddress {
  readonly url: string
  readonly accessToken: string
}

const seen = { connected: new Set<string>(), disconnected: new Set<string>() }
let repeated = 0
const service = await startSignalRService({
  eventGrid: {
    publish({ type, connectionId }) {
      if (seen[type].has(connectionId)) repeated++
      seen[type].add(connectionId)
    },
  },
})

answer((): ServiceReport => {
  const cpu = readCpu()
  const heap = readHeap()
  const [connected, disconnected] = [seen.connected.size, seen.disconnected.size]
  const rss = process.memoryUsage.rss()
  return {
    rss,
    heap,
    cpu,
    cpuAfter: readCpu(),
    open: service.connections().length,
    connected,
    disconnected,
    repeated,
  }
})
send((await service.negotiate({ hub: 'bench' })) satisfies ServiceAddress)

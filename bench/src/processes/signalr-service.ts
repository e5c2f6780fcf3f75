import { startSignalRService } from '@signalr-events/emulator'
import { readCpu } from '../cpu.js'
import { readHeap } from './heap.js'

// A local SignalR Service in a separate process with `--expose-gc`. Reports what it uses for each message.

/** What the service uses, and what has happened. */
export interface ServiceReport {
  /** Bytes. */
  readonly rss: number
  readonly heap: number
  /** Microseconds since the process began, before and after garbage was collected for this report. */
  readonly cpu: number
  readonly cpuAfter: number
  readonly open: number
  /** How many connections had each event exactly once. */
  readonly connected: number
  readonly disconnected: number
  /** How many events came a second time. */
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

function report(): ServiceReport {
  const cpu = readCpu()
  const heap = readHeap()
  const [connected, disconnected] = [seen.connected.size, seen.disconnected.size]
  return {
    rss: process.memoryUsage.rss(),
    heap,
    cpu,
    cpuAfter: readCpu(),
    open: service.connections().length,
    connected,
    disconnected,
    repeated,
  }
}

process.on('message', () => process.send?.(report()))
process.on('disconnect', () => void service.stop())
process.send?.((await service.negotiate({ hub: 'bench' })) satisfies ServiceAddress)

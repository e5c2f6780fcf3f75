import { startSignalRService } from '@signalr-events/emulator'
import { answer, readCpu, readHeap, send } from '../child.js'

// A local SignalR Service. Sends how a client connects, and answers what it uses.

/** What the service uses, in bytes and microseconds, and how many events it has published. */
export interface ServiceReport {
  readonly rss: number
  /** Before and after garbage was collected for this report. */
  readonly cpu: number
  readonly cpuAfter: number
  readonly open: number
  /** Without those that were published twice. */
  readonly events: number
  readonly repeated: number
}

/** How a client connects. */
export interface ServiceAddress {
  readonly url: string
  readonly accessToken: string
}

const seen = new Set<string>()
let repeated = 0
const service = await startSignalRService({
  eventGrid: {
    publish({ type, connectionId }) {
      if (seen.has(type + connectionId)) repeated++
      seen.add(type + connectionId)
    },
  },
})

answer((): ServiceReport => {
  const cpu = readCpu()
  readHeap()
  const [rss, open] = [process.memoryUsage.rss(), service.connections().length]
  return { rss, cpu, cpuAfter: readCpu(), open, events: seen.size, repeated }
})
send((await service.negotiate({ hub: 'bench' })) satisfies ServiceAddress)

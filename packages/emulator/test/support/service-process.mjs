// @ts-check
// A service. Sends how a client connects, then answers each message with what it uses.

import { startSignalRService } from '@signalr-events/emulator'

/** @type {string[]} */
const events = []
const service = await startSignalRService({
  eventGrid: { publish: ({ type, connectionId }) => events.push(type + connectionId) },
})

function readCpu() {
  const { user, system } = process.cpuUsage()
  return user + system
}

process.on('message', () => {
  const cpu = readCpu()
  globalThis.gc?.()
  process.send?.({
    open: service.connections().length,
    events: events.length,
    distinct: new Set(events).size,
    rss: process.memoryUsage.rss(),
    // In microseconds, before and after garbage was collected for this report.
    cpu,
    cpuAfter: readCpu(),
  })
})
process.on('disconnect', () => process.exit())
process.send?.(await service.negotiate({ hub: 'chat' }))

import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'

/** How often to look for sockets that can be closed, in milliseconds. */
const POLL_MS = 10

/** Returns how to close a server with all its sockets. Those that still do something are cut after `graceMs`. */
export function trackSockets(server: Server): (graceMs: number) => Promise<void> {
  // Clients open sockets that they never use, which the server does not count as idle.
  const unused = new Set<Duplex>()
  // Sockets of WebSockets are no longer the server's to close.
  const upgraded = new Set<Duplex>()
  server.on('connection', (socket: Duplex) => {
    unused.add(socket)
    socket.once('close', () => {
      unused.delete(socket)
      upgraded.delete(socket)
    })
  })
  server.on('request', ({ socket }) => unused.delete(socket))
  server.on('upgrade', (_, socket) => {
    unused.delete(socket)
    upgraded.add(socket)
  })
  return async (graceMs) => {
    const closeIdle = () => {
      server.closeIdleConnections()
      for (const socket of unused) socket.destroy()
    }
    const cut = () => {
      server.closeAllConnections()
      for (const socket of upgraded) socket.destroy()
    }
    const timers = [setInterval(closeIdle, POLL_MS), setTimeout(cut, graceMs)]
    await new Promise<void>((resolve) => server.close(() => resolve()))
    for (const timer of timers) clearTimeout(timer)
  }
}

import { type Connection, sendData } from './connection.js'
import type { Lifecycle } from './lifecycle.js'
import { toHandshakeAnswer } from './protocol/handshake.js'
import { messageTypes } from './protocol/messages.js'
import { toErrorMessage } from './reasons.js'
import type { Registry } from './registry.js'
import type { Settings } from './settings.js'

/** What may wait for a client that does not read. Beyond this, it is cut. */
const MAX_PENDING_BYTES = 64 * 1024 * 1024

/** One timer for all connections: pings, and everything that ends because time has passed. Returns how to stop it. */
export function startSweep(settings: Settings, registry: Registry, lifecycle: Lifecycle): () => void {
  const { connectionTimeout, keepAliveInterval, handshakeTimeout, pollGrace } = settings
  const shortest = Math.min(connectionTimeout, keepAliveInterval, handshakeTimeout, pollGrace)
  const interval = Math.min(Math.max(shortest / 4, 10), 1000)

  function check(connection: Connection, now: number): void {
    if (connection.state === 'open') checkOpen(connection, now)
    else if (now - connection.stateAt >= handshakeTimeout) endUnopened(connection)
  }

  function endUnopened(connection: Connection): void {
    if (connection.state === 'attached')
      sendData(connection, toHandshakeAnswer(`There was no handshake within ${handshakeTimeout / 1000} s.`))
    lifecycle.close(connection, 'protocol-error')
  }

  function checkOpen(connection: Connection, now: number): void {
    const { expiresAt, link, frozen, receivedAt, sentAt } = connection
    const ended = link?.tick?.(now)
    if (ended !== undefined) lifecycle.gone(connection, ended)
    else if (link !== undefined && link.pending() > MAX_PENDING_BYTES) {
      lifecycle.gone(connection, 'transport-lost')
      link.cut()
    } else if (expiresAt !== undefined && Date.now() >= expiresAt) closeFor(connection, 'token-expired')
    // A client that polls sends no pings and needs none.
    else if (link?.transport === 'LongPolling') return
    else if (now - receivedAt > connectionTimeout) closeFor(connection, 'client-timeout')
    else if (now - sentAt >= keepAliveInterval && frozen === undefined) ping(connection)
  }

  function closeFor(connection: Connection, reason: 'token-expired' | 'client-timeout'): void {
    const error = toErrorMessage(reason, undefined, settings)
    lifecycle.close(connection, reason, { error, allowReconnect: true })
  }

  const timer = setInterval(() => {
    const now = performance.now()
    for (const connection of registry.connections.values()) check(connection, now)
    registry.forgetEnded(now)
  }, interval)
  return () => clearInterval(timer)
}

function ping(connection: Connection): void {
  const data = connection.protocol?.encode({ type: messageTypes.ping })
  if (data !== undefined) sendData(connection, data)
}

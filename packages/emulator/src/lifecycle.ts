import { isPromiseLike } from '@signalr-events/internal'
import { type Connection, type Link, sendData, toClientConnection, whenThawed } from './connection.js'
import { addConnection, removeConnection } from './hub.js'
import type { ClientConnection, GoneReason } from './options.js'
import { type CloseMessage, messageTypes, type Protocol } from './protocol/messages.js'
import { toErrorMessage } from './reasons.js'
import type { Registry } from './registry.js'
import type { Settings } from './settings.js'

/** Clients choose their texts, and an event that is too large would be lost. In UTF-16 code units. */
const MAX_ERROR_LENGTH = 1000

/** The states of connections. Nothing else changes them, and nothing else publishes. */
export interface Lifecycle {
  attach(connection: Connection, link: Link): void
  open(connection: Connection, protocol: Protocol): void
  /** Whatever ends a connection ends here, and only the first time counts. */
  gone(connection: Connection, reason: GoneReason, error?: string): void
  /** Ends a connection from here: the client gets a Close message. `error` is for the event, instead of the reason's. */
  close(connection: Connection, reason: GoneReason, close?: Omit<CloseMessage, 'type'>, error?: string): void
  /** Publishes the disconnected event, unless that was done already. */
  reportGone(connection: Connection, reason: GoneReason, error?: string): boolean
  /** Resolves with the first connection that opens and matches. */
  waitFor(matches: (connection: Connection) => boolean): Promise<ClientConnection>
  /** Rejects all that wait, now and later. */
  stopWaiting(): void
}

export function createLifecycle(settings: Settings, registry: Registry): Lifecycle {
  const waiting = new Set<(connection?: Connection) => void>()
  let hasStopped = false

  function publish(connection: Connection, type: 'connected' | 'disconnected', errorMessage?: string): void {
    const { hubName, id: connectionId, userId = null } = connection
    const failed = () =>
      settings.warn('publish-failed', `The ${type} event of ${connectionId} was not published`)
    try {
      const published = settings.publish({
        ...{ type, hubName, connectionId, userId },
        ...(errorMessage !== undefined && { errorMessage }),
      })
      if (isPromiseLike(published)) Promise.resolve(published).catch(failed)
    } catch {
      failed()
    }
  }

  function enter(connection: Connection, state: Connection['state']): void {
    connection.state = state
    connection.stateAt = performance.now()
  }

  function reportGone(connection: Connection, reason: GoneReason, error?: string): boolean {
    if (connection.isReported) return false
    connection.isReported = true
    const text = error ?? toErrorMessage(reason, connection.link?.transport, settings)
    publish(connection, 'disconnected', text?.slice(0, MAX_ERROR_LENGTH))
    return true
  }

  function gone(connection: Connection, reason: GoneReason, error?: string): void {
    if (connection.state === 'gone') return
    const wasOpen = connection.state === 'open'
    const snapshot = toClientConnection(connection)
    enter(connection, 'gone')
    registry.remove(connection)
    connection.frames = undefined
    if (!wasOpen) return
    removeConnection(connection.hub, connection)
    reportGone(connection, reason, error)
    settings.changed({ type: 'gone', connection: snapshot, reason })
  }

  return {
    reportGone,
    gone,
    attach(connection, link) {
      connection.link = link
      connection.receivedAt = connection.sentAt = performance.now()
      enter(connection, 'attached')
    },
    open(connection, protocol) {
      connection.protocol = protocol
      connection.since = Date.now()
      enter(connection, 'open')
      addConnection(connection.hub, connection)
      publish(connection, 'connected')
      settings.changed({ type: 'open', connection: toClientConnection(connection) })
      for (const each of waiting) each(connection)
    },
    close(connection, reason, message = {}, error = undefined) {
      const { state, protocol, link } = connection
      if (state === 'gone') return
      // Before the client gets to know of it: its socket may end while Close is written, for another reason.
      gone(connection, reason, error)
      if (protocol !== undefined)
        sendData(connection, protocol.encode({ type: messageTypes.close, ...message }))
      whenThawed(connection, () => link?.end())
    },
    waitFor(matches) {
      return new Promise((resolve, reject) => {
        const settle = (connection?: Connection) => {
          if (connection !== undefined && !matches(connection)) return
          waiting.delete(settle)
          if (connection === undefined) reject(new Error('The service has stopped.'))
          else resolve(toClientConnection(connection))
        }
        if (hasStopped) settle()
        else waiting.add(settle)
      })
    },
    stopWaiting() {
      hasStopped = true
      for (const each of waiting) each()
    },
  }
}

import { type Connection, sendData, whenThawed } from './connection.js'
import type { Lifecycle } from './lifecycle.js'
import { createFrames } from './protocol/frames.js'
import { readHandshake, toHandshakeAnswer } from './protocol/handshake.js'
import { findText } from './protocol/json.js'
import { type ClientMessage, messageTypes, ProtocolError } from './protocol/messages.js'
import type { Settings } from './settings.js'

/** Takes what a client has sent, in pieces of any length. */
export type Receive = (connection: Connection, bytes: Uint8Array) => void

export function createReceive(settings: Settings, lifecycle: Lifecycle): Receive {
  /** Reads the handshake; whether the connection is open then. */
  function shakeHands(connection: Connection): boolean {
    const frame = connection.frames?.next(findText)
    if (frame === undefined) return false
    const protocol = readHandshake(frame, connection.link?.transport !== 'ServerSentEvents')
    // Before anything else is sent, which callbacks of the opening may do. What the client does next comes later.
    const answer = toHandshakeAnswer()
    // Text, but in a binary frame if all later ones are: a client of a binary protocol may read no others.
    sendData(connection, protocol.isBinary ? Buffer.from(answer) : answer)
    lifecycle.open(connection, protocol)
    return true
  }

  function handle(connection: Connection, message: ClientMessage): void {
    const { type, error } = message
    if (type === messageTypes.close) {
      lifecycle.gone(
        connection,
        'client-close',
        typeof error === 'string' && error !== '' ? error : undefined,
      )
      whenThawed(connection, () => connection.link?.end())
    }
    if (type === messageTypes.invocation || type === messageTypes.streamInvocation)
      handleCall(connection, message)
  }

  function handleCall(connection: Connection, { target, invocationId }: ClientMessage): void {
    const error = `The method '${target}' cannot be called, since there is no upstream.`
    if (settings.clientInvocation === 'close') {
      lifecycle.close(connection, 'protocol-error', { error }, error)
      return
    }
    warnOfCall(connection, target)
    if (settings.clientInvocation === 'ignore' || invocationId === undefined) return
    const data = connection.protocol?.encode({ type: messageTypes.completion, invocationId, error })
    if (data !== undefined) sendData(connection, data)
  }

  function warnOfCall({ userId, hubName }: Connection, target: string | undefined): void {
    const answer = settings.clientInvocation === 'error' ? 'answered with an error' : 'ignored'
    const client = userId === undefined ? 'An anonymous client' : `The user '${userId}'`
    settings.warn(
      'invocation-ignored',
      `${client} of hub '${hubName}' called '${target}', which was ${answer}: clients only listen, since there is no upstream`,
    )
  }

  function fail(connection: Connection, error: unknown): void {
    if (!(error instanceof ProtocolError)) throw error
    const { message } = error
    if (connection.state === 'attached') sendData(connection, toHandshakeAnswer(message))
    lifecycle.close(connection, 'protocol-error', { error: message })
  }

  return (connection, bytes) => {
    if (connection.state === 'gone') return
    connection.receivedAt = performance.now()
    connection.frames ??= createFrames()
    connection.frames.append(bytes)
    try {
      if (connection.state === 'attached' && !shakeHands(connection)) return
      // A message may end the connection, and then there are no frames.
      for (;;) {
        const { frames, protocol } = connection
        const frame = protocol && frames?.next(protocol.findFrame)
        if (frame === undefined) return
        handle(connection, protocol?.decode(frame) as ClientMessage)
      }
    } catch (error) {
      fail(connection, error)
    }
  }
}

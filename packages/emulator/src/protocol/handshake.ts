import { json, parseObject, toText } from './json.js'
import { messagepack } from './messagepack.js'
import { type Protocol, ProtocolError } from './messages.js'

const protocols: readonly Protocol[] = [json, messagepack]

/** The highest version of the hub protocol. It differs from 1 only for stateful reconnect, which is not offered. */
const MAX_VERSION = 2

/** Reads the first message of a client, which is JSON whatever protocol it asks for. @throws {ProtocolError} */
export function readHandshake(frame: Uint8Array, canBeBinary: boolean): Protocol {
  const { protocol: name, version } = parseObject(frame) as { protocol?: unknown; version?: unknown }
  if (typeof name !== 'string') throw new ProtocolError('The handshake names no protocol.')
  const protocol = protocols.find((each) => each.name === name)
  if (protocol === undefined)
    throw new ProtocolError(`The protocol '${name.slice(0, 100)}' is not available.`)
  if (protocol.isBinary && !canBeBinary)
    throw new ProtocolError(`The protocol '${name}' is binary, and server-sent events are text.`)
  if (!Number.isInteger(version) || Number(version) < 1 || Number(version) > MAX_VERSION)
    throw new ProtocolError(`The version of the protocol '${name}' is not available.`)
  return protocol
}

/** The answer to a handshake, with the reason if it failed. */
export const toHandshakeAnswer = (error?: string): string => toText(error === undefined ? {} : { error })

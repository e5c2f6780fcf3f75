import { Decoder, Encoder } from '@msgpack/msgpack'
import {
  type ClientMessage,
  checkMessage,
  type Frame,
  MAX_MESSAGE_BYTES,
  type Protocol,
  ProtocolError,
  type ServerMessage,
  messageTypes as types,
} from './messages.js'

// A length of 5 bytes or more is beyond the limit, also if some of them are zero.
const MAX_LENGTH_BYTES = 4
const limits = {
  ...{ maxStrLength: MAX_MESSAGE_BYTES, maxBinLength: MAX_MESSAGE_BYTES, maxArrayLength: MAX_MESSAGE_BYTES },
  ...{ maxMapLength: MAX_MESSAGE_BYTES, maxExtLength: MAX_MESSAGE_BYTES },
}
const decoder = new Decoder(limits)
const encoder = new Encoder({ ignoreUndefined: true, maxDepth: 1000 })

/** A message behind its length, which has 7 bits in each byte, the lowest first. */
function findFrame(bytes: Uint8Array, start: number): Frame | undefined {
  let length = 0
  for (let i = 0; i < MAX_LENGTH_BYTES; i++) {
    const byte = bytes[start + i]
    if (byte === undefined) return undefined
    length |= (byte & 0x7f) << (7 * i)
    if ((byte & 0x80) !== 0) continue
    if (length > MAX_MESSAGE_BYTES) break
    const begin = start + i + 1
    const end = begin + length
    return end > bytes.length ? undefined : { payload: bytes.subarray(begin, end), end }
  }
  throw new ProtocolError('A message is too long.')
}

/** @throws {ProtocolError} */
function decode(frame: Uint8Array): ClientMessage {
  return checkMessage(toMessage(parseArray(frame)))
}

function parseArray(frame: Uint8Array): readonly unknown[] {
  try {
    const value = decoder.decode(frame)
    if (Array.isArray(value)) return value
  } catch {
    // Cut, not MessagePack, or with a key `__proto__`, which the decoder refuses.
  }
  throw new ProtocolError('A message is not an array in MessagePack.')
}

type Optional = string | undefined

function toMessage([type, ...fields]: readonly unknown[]): ClientMessage {
  if (type === types.ping) return { type }
  if (type === types.close) return { type, error: fields[0] ?? undefined, allowReconnect: fields[1] }
  const [headers, id, target, args, streamIds] = fields
  const common = {
    type: type as number,
    headers: headers as Record<string, unknown>,
    invocationId: (id ?? undefined) as Optional,
  }
  if (type === types.invocation || type === types.streamInvocation)
    return {
      ...common,
      target: target as string,
      arguments: args as unknown[],
      streamIds: streamIds as unknown[],
    }
  if (type === types.streamItem) return { ...common, item: target }
  if (type === types.completion) return { ...common, ...toResult(target, args) }
  if (type === types.cancelInvocation) return common
  return { type: type as number }
}

const results = { error: 1, void: 2, value: 3 }

function toResult(kind: unknown, value: unknown): Pick<ClientMessage, 'result' | 'error'> {
  if (kind === results.error) return { error: value }
  return kind === results.value ? { result: value } : {}
}

function toFields(message: ServerMessage): unknown[] {
  switch (message.type) {
    case types.invocation:
      return [message.type, {}, null, message.target, message.arguments, []]
    case types.completion:
      return [message.type, {}, message.invocationId, results.error, message.error]
    case types.close:
      return [message.type, message.error ?? null, message.allowReconnect ?? false]
    default:
      return [message.type]
  }
}

function encode(message: ServerMessage): Uint8Array {
  const payload = encoder.encode(toFields(message))
  const length: number[] = []
  let rest = payload.length
  do {
    const low = rest & 0x7f
    rest >>>= 7
    length.push(rest > 0 ? low | 0x80 : low)
  } while (rest > 0)
  const framed = new Uint8Array(length.length + payload.length)
  framed.set(length)
  framed.set(payload, length.length)
  return framed
}

export const messagepack: Protocol = { name: 'messagepack', isBinary: true, findFrame, decode, encode }

import { type ClientMessage, checkMessage, type Frame, type Protocol, ProtocolError } from './messages.js'

/** Ends each message. */
const SEPARATOR = 0x1e
const separator = String.fromCharCode(SEPARATOR)
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A message up to its separator. */
export function findText(bytes: Uint8Array, start: number, searched: number): Frame | undefined {
  const at = bytes.indexOf(SEPARATOR, searched)
  return at === -1 ? undefined : { payload: bytes.subarray(start, at), end: at + 1 }
}

/** @throws {ProtocolError} if it is no object in JSON */
export function parseObject(payload: Uint8Array): object {
  try {
    const value: unknown = JSON.parse(decoder.decode(payload))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    // Not UTF-8, or not JSON.
  }
  throw new ProtocolError('A message is not a JSON object.')
}

export const toText = (message: object): string => JSON.stringify(message) + separator

export const json: Protocol = {
  name: 'json',
  isBinary: false,
  findFrame: findText,
  decode: (frame) => checkMessage(parseObject(frame) as ClientMessage),
  encode: toText,
}

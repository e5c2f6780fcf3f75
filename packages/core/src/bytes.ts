import { isJsonObject } from './json.js'

/**
 * The bytes that the JSON of a `Buffer` (`{ type: 'Buffer', data: […] }`) or of a `Uint8Array` (`{ 0: …, 1: … }`)
 * holds, which hosts leave behind that pass requests on as JSON; `undefined` for all else.
 */
export function fromBytesJson(value: unknown): Uint8Array | undefined {
  if (!isJsonObject(value)) return undefined
  const { type, data } = value
  if (type === 'Buffer' && Object.keys(value).length === 2) return toBytes(data)
  if (!Object.hasOwn(value, '0')) return undefined
  return Object.keys(value).every((name, i) => name === String(i)) ? toBytes(Object.values(value)) : undefined
}

function toBytes(list: unknown): Uint8Array | undefined {
  return Array.isArray(list) && list.every(isByte) ? Uint8Array.from(list) : undefined
}

function isByte(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) < 256
}

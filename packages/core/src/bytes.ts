import { isJsonObject } from './json.js'

/**
 * The bytes that the JSON of a `Buffer` (`{ type: 'Buffer', data: […] }`) or of a `Uint8Array` (`{ 0: …, 1: … }`)
 * holds, which hosts leave behind that pass requests on as JSON; `undefined` for all else.
 */
export function fromBytesJson(value: unknown): Uint8Array | undefined {
  if (!isJsonObject(value)) return undefined
  const { type, data } = value
  const names = Object.keys(value)
  // A CloudEvent has more members.
  if (type === 'Buffer' && Array.isArray(data) && names.length === 2) return Uint8Array.from(data)
  const isList = names.length > 0 && names.every((name, i) => name === `${i}`)
  return isList ? Uint8Array.from(Object.values(value) as number[]) : undefined
}

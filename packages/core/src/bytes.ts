import { isJsonObject, type JsonObject } from './json.js'

/**
 * The bytes that the JSON of a `Buffer` (`{ type: 'Buffer', data: […] }`) or of a `Uint8Array` (`{ 0: …, 1: … }`)
 * holds, which hosts leave behind that pass requests on as JSON; `undefined` for all else.
 */
export function fromBytesJson(value: unknown): Uint8Array | undefined {
  if (!isJsonObject(value)) return undefined
  const { type, data } = value
  // A CloudEvent has more members.
  if (type === 'Buffer' && Array.isArray(data) && Object.keys(value).length === 2)
    return Uint8Array.from(data)
  return isSpread(value) && typeof value[0] === 'number'
    ? Uint8Array.from(Object.values(value) as number[])
    : undefined
}

/** The array of which something in front has made `{ 0: …, 1: … }`; any other value as it is. */
export function fromSpreadArray(value: unknown): unknown {
  return isJsonObject(value) && isSpread(value) ? Object.values(value) : value
}

function isSpread(value: JsonObject): boolean {
  const names = Object.keys(value)
  return names.length > 0 && names.every((name, i) => name === `${i}`)
}

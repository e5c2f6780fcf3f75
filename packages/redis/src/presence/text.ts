/** Text without line breaks and tabs, which separate values in Redis: as it is, or as JSON, which begins with `"`. */
export function encode(text: string): string {
  return /^[\w-][\w@.:/+= -]*$/.test(text) ? text : JSON.stringify(text)
}

export function decode(text: string): string {
  return text.startsWith('"') ? (JSON.parse(text) as string) : text
}

/**
 * A cursor as Redis takes it: of 64 bits.
 *
 * @throws {TypeError} for a text that is none
 */
export function checkCursor(cursor = '0'): string {
  if (!/^\d{1,20}$/.test(cursor) || BigInt(cursor) >= 2n ** 64n)
    throw new TypeError("redisPresence: 'cursor' must be the `next` of a page")
  return cursor
}

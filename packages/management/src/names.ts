import { isText } from '@signalr-events/internal'

/** The name of a hub, in lower case as in every SDK. @throws {TypeError} */
export function readHub(name: string): string {
  if (typeof name === 'string' && /^[a-z][\w`,.[\]]{0,127}$/i.test(name)) return name.toLowerCase()
  throw new TypeError('hub: a name begins with a letter and has up to 128 letters, digits and _`,.[]')
}

/** The name of a group. @throws {TypeError} */
export function readGroup(name: string): string {
  if (typeof name === 'string' && name.trim() !== '' && name.length <= 1024) return readId('group', name)
  throw new TypeError('group: a name has 1 to 1024 characters, not only spaces')
}

/**
 * Checks an id. `.` and `..` are refused: URL parsing removes them even when they are escaped, and the call would
 * reach the whole hub.
 *
 * @throws {TypeError} without the id
 */
export function readId(what: 'connection id' | 'user id' | 'group', id: string): string {
  if (!isText(id) || id === '.' || id === '..') {
    throw new TypeError(`A ${what} must be a non-empty string other than '.' and '..'`)
  }
  if (!isWellFormed(id)) throw new TypeError(`A ${what} must be well-formed Unicode`)
  return id
}

function isWellFormed(text: string): boolean {
  try {
    encodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

const toSegment = (what: 'connection id' | 'user id' | 'group', id: string): string =>
  encodeURIComponent(readId(what, id))

export const connectionPath = (id: string): string => `/connections/${toSegment('connection id', id)}`
export const userPath = (id: string): string => `/users/${toSegment('user id', id)}`
export const groupPath = (name: string): string => `/groups/${toSegment('group', name)}`

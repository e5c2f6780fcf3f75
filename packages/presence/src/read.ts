import { toHub } from './apply.js'
import type { Ask } from './ask.js'
import { PresenceError } from './errors.js'
import type { Awaitable } from './store.js'

/** Asks the store about a hub, or about a user of it. */
export interface Reads {
  readHub<Value>(hub: string, question: (name: string) => Awaitable<Value>): Promise<Value>
  readPage<Value>(hub: string, cursor: unknown, question: (name: string) => Awaitable<Value>): Promise<Value>
  readUser<Value>(hub: string, userId: string, question: (name: string) => Awaitable<Value>): Promise<Value>
}

/** Checks names before the store is asked. */
export function createReads(ask: Ask): Reads {
  const readHub: Reads['readHub'] = async (hub, question) => {
    checkText('hub', hub)
    return ask(() => question(toHub(hub)))
  }
  return {
    readHub,
    async readPage(hub, cursor, question) {
      if (cursor !== undefined) checkText('cursor', cursor)
      try {
        return await readHub(hub, question)
      } catch (error) {
        // Each store has cursors of another form, and refuses others.
        throw cursor !== undefined && isTypeError(error) ? new TypeError(NO_CURSOR, { cause: error }) : error
      }
    },
    async readUser(hub, userId, question) {
      checkText('userId', userId)
      return readHub(hub, question)
    },
  }
}

const NO_CURSOR = "presence: 'cursor' must be the `next` of a page"

/** Whether the store has thrown a `TypeError`. */
function isTypeError(error: unknown): boolean {
  return error instanceof PresenceError && error.cause instanceof TypeError
}

/**
 * Without types, `undefined` would be a user that is offline.
 *
 * @throws {TypeError} for what is not a string
 */
export function checkText(name: string, value: unknown): void {
  if (typeof value !== 'string') throw new TypeError(`presence: '${name}' must be a string`)
}

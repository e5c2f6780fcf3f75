import { isText, type Rules, readOptions } from '@signalr-events/internal'
import type { Connection } from './connection.js'
import type { Transport } from './options.js'

/** One connection by its id, or all that match. */
export type Which =
  | string
  | { readonly hub?: string; readonly userId?: string; readonly transport?: Transport }

const rules: Rules<Exclude<Which, string>> = {
  hub: [isText, 'the name of a hub'],
  userId: [(value) => typeof value === 'string', 'a user id'],
  transport: [isText, 'a transport'],
}

/** Creates what selects connections. @throws {TypeError} for an unknown member, which would select all connections */
export function toFilter(owner: string, which: Which): (connection: Connection) => boolean {
  if (typeof which === 'string') return ({ id }) => id === which
  const { hub, userId, transport } = readOptions(owner, which, rules, {})
  return (connection) =>
    (hub === undefined || connection.hub.name === hub.toLowerCase()) &&
    (userId === undefined || connection.userId === userId) &&
    (transport === undefined || connection.link?.transport === transport)
}

import type { Connection, Hub } from './connection.js'

export function createHub(name: string): Hub {
  return { name, connections: new Map(), users: new Map(), groups: new Map(), userGroups: new Map() }
}

/** Adds a connection that has opened, to the groups of its user too. */
export function addConnection(hub: Hub, connection: Connection): void {
  hub.connections.set(connection.id, connection)
  if (connection.userId === undefined) return
  addTo(hub.users, connection.userId, connection)
  for (const group of hub.userGroups.get(connection.userId) ?? []) addToGroup(hub, group, connection)
}

/** Removes a connection that is gone, from its groups too. */
export function removeConnection(hub: Hub, connection: Connection): void {
  hub.connections.delete(connection.id)
  if (connection.userId !== undefined) removeFrom(hub.users, connection.userId, connection)
  for (const group of connection.groups) removeFrom(hub.groups, group, connection)
}

export function addToGroup(hub: Hub, group: string, connection: Connection): void {
  addTo(hub.groups, group, connection)
  connection.groups.add(group)
}

export function removeFromGroup(hub: Hub, group: string, connection: Connection): void {
  removeFrom(hub.groups, group, connection)
  connection.groups.delete(group)
}

function addTo(sets: Map<string, Set<Connection>>, name: string, connection: Connection): void {
  const set = sets.get(name)
  if (set === undefined) sets.set(name, new Set([connection]))
  else set.add(connection)
}

function removeFrom(sets: Map<string, Set<Connection>>, name: string, connection: Connection): void {
  const set = sets.get(name)
  set?.delete(connection)
  if (set?.size === 0) sets.delete(name)
}

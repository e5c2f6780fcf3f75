import { isConnectionEvent, type WireEvent } from '../wire-event.js'

/** Members of the data of a connection event, which are text if they are there. */
const texts = ['timestamp', 'hubName', 'connectionId', 'userId', 'errorMessage'] as const

/**
 * Describes why an object of a file is not an event; `undefined` for an event. Members may be missing, so that you can
 * test such events. Existing members must have the right type.
 */
export function findInvalidMember(event: WireEvent): string | undefined {
  const { id, data } = event
  if (id !== undefined && typeof id !== 'string') return 'id is not text'
  if (!isConnectionEvent(event) || data === undefined) return undefined
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return 'data is not an object'
  const invalid = texts.find((name) => {
    const value = (data as WireEvent)[name] ?? undefined
    return value !== undefined && typeof value !== 'string'
  })
  return invalid === undefined ? undefined : `data.${invalid} is not text`
}

/** Whether JSON can be written of an event: its parser takes what is nested deeper. */
export function isNestedTooDeeply(event: WireEvent): boolean {
  try {
    JSON.stringify(event)
    return false
  } catch {
    return true
  }
}

/** An event on the wire, in either schema. */
export type WireEvent = Readonly<Record<string, unknown>>

const connectionType = /^Microsoft\.SignalRService\.ClientConnection((?:Disc|C)onnected)$/i

const readType = (event: WireEvent): string => String(event['eventType'] ?? event['type'])

/** Whether an event says that a client has connected or disconnected. */
export function isConnectionEvent(event: WireEvent): boolean {
  return connectionType.test(readType(event))
}

/** Describes an event in a few words: `connected ada`. */
export function describeEvent(event: WireEvent): string {
  const type = readType(event)
  const [, change] = connectionType.exec(type) ?? []
  if (change === undefined) return `${type} ${event['id'] ?? ''}`
  const { userId } = Object(event['data']) as WireEvent
  return `${change.toLowerCase()} ${userId || 'anonymous'}`
}

import type { ConnectionEvent } from './events.js'

/** ISO 8601 with a time zone and any number of fractional digits; linear in the length of the text. */
export const timestampPattern: RegExp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** What a validation code may be to be echoed: printable ASCII of bounded length. Event Grid's are GUIDs. */
export const validationCodePattern: RegExp = /^[\x20-\x7e]{1,256}$/

/** The event types on the wire, as documented. They are matched in any case. */
export const wireTypes: Readonly<Record<ConnectionEvent['type'] | 'validation' | 'deletion', string>> = {
  connected: 'Microsoft.SignalRService.ClientConnectionConnected',
  disconnected: 'Microsoft.SignalRService.ClientConnectionDisconnected',
  validation: 'Microsoft.EventGrid.SubscriptionValidationEvent',
  deletion: 'Microsoft.EventGrid.SubscriptionDeletedEvent',
}

/** What an event type means to the webhook. */
export type Kind = keyof typeof wireTypes

const kinds: ReadonlyMap<string, Kind> = new Map(
  (Object.entries(wireTypes) as [Kind, string][]).map(([kind, type]) => [type.toLowerCase(), kind]),
)

/** What an event type means to the webhook; `undefined` for any other type. */
export function readKind(type: unknown): Kind | undefined {
  // As Azure writes them; to find these in a map would cost as much as to check the whole event.
  if (type === wireTypes.connected) return 'connected'
  if (type === wireTypes.disconnected) return 'disconnected'
  return typeof type === 'string' ? kinds.get(type.toLowerCase()) : undefined
}

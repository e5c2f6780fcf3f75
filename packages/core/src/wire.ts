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
  (Object.entries(wireTypes) as [Kind, string][]).flatMap(([kind, type]) => [
    [type, kind],
    [type.toLowerCase(), kind],
  ]),
)

/** What an event type means to the webhook; `undefined` for any other type. */
export function readKind(type: unknown): Kind | undefined {
  if (typeof type !== 'string') return undefined
  return kinds.get(type) ?? kinds.get(type.toLowerCase())
}

import type { WireEvent } from '../wire-event.js'

// In CloudEvents, the names are in lower case. The last one is not documented, but it occurs.
const added: ReadonlySet<string> = new Set([
  'deadletterreason',
  'deliveryattempts',
  'lastdeliveryoutcome',
  'publishtime',
  'lastdeliveryattempttime',
  'lasthttpstatuscode',
])

/**
 * Removes the members of a dead letter, so that the original event remains. Other events stay unchanged.
 * @see https://learn.microsoft.com/azure/event-grid/manage-event-delivery#message-schemas
 */
export function withoutDeadLetter(event: WireEvent): WireEvent {
  if (!('deadLetterReason' in event || 'deadletterreason' in event)) return event
  return Object.fromEntries(Object.entries(event).filter(([name]) => !added.has(name.toLowerCase())))
}

import type { WireEvent } from './events.js'

// Their names are in lower case in CloudEvents. The last is not documented, but there.
const added: ReadonlySet<string> = new Set([
  'deadletterreason',
  'deliveryattempts',
  'lastdeliveryoutcome',
  'publishtime',
  'lastdeliveryattempttime',
  'lasthttpstatuscode',
])

/**
 * The event as it was before Event Grid dead-lettered it; any other event as it is.
 * @see https://learn.microsoft.com/azure/event-grid/manage-event-delivery#message-schemas
 */
export function withoutDeadLetter(event: WireEvent): WireEvent {
  if (!('deadLetterReason' in event || 'deadletterreason' in event)) return event
  return Object.fromEntries(Object.entries(event).filter(([name]) => !added.has(name.toLowerCase())))
}

import type { Handler } from './candidate.js'

/** The members of an event that are read, in either schema. */
export interface RawEvent {
  readonly id: unknown
  readonly topic?: unknown
  readonly source?: unknown
  readonly specversion?: unknown
  readonly eventType?: unknown
  readonly type?: unknown
  readonly data: Readonly<Record<string, unknown>> & { readonly connectionId: string }
}

/**
 * A hand-written switch over the two event types. It checks nothing. It is used only for values from `JSON.parse`:
 * other kinds of objects would slow it down for all.
 */
export function dispatch(event: RawEvent, handler: Handler): void {
  switch (event.eventType ?? event.type) {
    case 'Microsoft.SignalRService.ClientConnectionConnected':
    case 'Microsoft.SignalRService.ClientConnectionDisconnected':
      handler(event.data.connectionId)
      break
  }
}

/** The same types, for events of other libraries. */
export const eventTypes: ReadonlySet<unknown> = new Set([
  'Microsoft.SignalRService.ClientConnectionConnected',
  'Microsoft.SignalRService.ClientConnectionDisconnected',
])

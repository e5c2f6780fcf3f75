import type { Handler } from './contender.js'

/** An event in either schema, as far as it is looked at. */
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
 * The switch that one writes by hand over the two types of events. Checks nothing. It is for what `JSON.parse` has
 * made: objects of other kinds would slow it down for all.
 */
export function dispatch(event: RawEvent, handler: Handler): void {
  switch (event.eventType ?? event.type) {
    case 'Microsoft.SignalRService.ClientConnectionConnected':
    case 'Microsoft.SignalRService.ClientConnectionDisconnected':
      handler(event.data.connectionId)
      break
  }
}

/** The same types, for events of the libraries of others. */
export const eventTypes: ReadonlySet<unknown> = new Set([
  'Microsoft.SignalRService.ClientConnectionConnected',
  'Microsoft.SignalRService.ClientConnectionDisconnected',
])

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

/** The switch that one writes by hand over the two types of events. Checks nothing. */
export function dispatch(event: RawEvent, handler: Handler): void {
  switch (event.eventType ?? event.type) {
    case 'Microsoft.SignalRService.ClientConnectionConnected':
      handler(event.data.connectionId)
      break
    case 'Microsoft.SignalRService.ClientConnectionDisconnected':
      handler(event.data.connectionId)
      break
  }
}

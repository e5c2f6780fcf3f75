import { cloudEvents, eventGrid } from '@signalr-events/testing'
import type { Delivery, Format } from '../deliveries.js'
import type { Candidate } from './candidate.js'

/** How a corrupt event is handled. */
type Outcome = 'stopped' | 'handled' | 'TypeError'

const changes: Readonly<Record<string, (event: Record<string, unknown>) => Record<string, unknown>>> = {
  'no connectionId': (event) => withData(event, { connectionId: undefined }),
  'connectionId is a number': (event) => withData(event, { connectionId: 42 }),
  'connectionId is empty': (event) => withData(event, { connectionId: '' }),
  'no hubName': (event) => withData(event, { hubName: undefined }),
  'userId is an object': (event) => withData(event, { userId: {} }),
  'data.timestamp is "yesterday"': (event) => withData(event, { timestamp: 'yesterday' }),
  'event time is "yesterday"': (event) => ({
    ...event,
    ['eventTime' in event ? 'eventTime' : 'time']: 'yesterday',
  }),
  'data is null': (event) => ({ ...event, data: null }),
  'data is a string': (event) => ({ ...event, data: 'data' }),
  'no id': (event) => ({ ...event, id: undefined }),
  'no topic or source': (event) => ({ ...event, topic: undefined, source: undefined }),
}

function withData(event: Record<string, unknown>, data: Record<string, unknown>): Record<string, unknown> {
  return { ...event, data: { ...(event['data'] as object), ...data } }
}

/** Creates deliveries of one corrupt event each, by the defect. */
export function createCorrupt(format: Exclude<Format, 'binary'>): ReadonlyMap<string, Delivery> {
  const builder = format === 'eventgrid' ? eventGrid : cloudEvents
  return new Map(
    Object.entries(changes).map(([defect, change]) => {
      const { headers, body = '' } = builder.batch([change({ ...builder.connectedEvent() })])
      return [defect, { headers, text: body, connectionIds: [] }]
    }),
  )
}

/** Sends a corrupt event to a candidate. */
export async function sendCorrupt(candidate: Candidate, delivery: Delivery): Promise<Outcome> {
  let outcome: Outcome = 'stopped'
  try {
    await candidate.create(() => {
      outcome = 'handled'
    })(delivery)
  } catch (error) {
    if (error instanceof TypeError) outcome = 'TypeError'
  }
  return outcome
}

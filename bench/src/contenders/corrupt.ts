import { cloudEvents, eventGrid } from '@signalr-events/testing'
import type { Delivery, Format } from '../deliveries.js'
import type { Contender } from './contender.js'

/** What becomes of a corrupt event. */
type Fate = 'stopped' | 'handled' | 'TypeError'

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

/** Deliveries of one corrupt event each, by what is wrong with it. */
export function createCorrupt(format: Exclude<Format, 'binary'>): ReadonlyMap<string, Delivery> {
  const builder = format === 'eventgrid' ? eventGrid : cloudEvents
  return new Map(
    Object.entries(changes).map(([fault, change]) => {
      const { headers, body = '' } = builder.batch([change({ ...builder.connectedEvent() })])
      return [fault, { headers, text: body, connectionIds: [] }]
    }),
  )
}

/** Hands a corrupt event to a contender. */
export async function tell(contender: Contender, delivery: Delivery): Promise<Fate> {
  let fate: Fate = 'stopped'
  try {
    await contender.create(() => {
      fate = 'handled'
    })(delivery)
  } catch (error) {
    if (error instanceof TypeError) fate = 'TypeError'
  }
  return fate
}

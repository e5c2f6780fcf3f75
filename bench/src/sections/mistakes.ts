import { cloudEvents, eventGrid } from '@signalr-events/testing'
import { candidates } from '../candidates.js'
import { Table } from '../figures.js'

type Event = Record<string, unknown>

const withData = (data: Event) => (event: Event) => ({
  ...event,
  data: { ...(event['data'] as Event), ...data },
})

const mistakes: Readonly<Record<string, (event: Event) => Event>> = {
  'no connectionId': withData({ connectionId: undefined }),
  'connectionId is a number': withData({ connectionId: 42 }),
  'no hubName': withData({ hubName: undefined }),
  'userId is an object': withData({ userId: {} }),
  'data.timestamp is "yesterday"': withData({ timestamp: 'yesterday' }),
  'data is null': (event) => ({ ...event, data: null }),
  'no id': (event) => ({ ...event, id: undefined }),
  'no topic or source': (event) => ({ ...event, topic: undefined, source: undefined }),
}

/** What candidates do with an invalid event: they do not do the same work. */
export async function listMistakes(): Promise<Table[]> {
  return Promise.all(
    [eventGrid, cloudEvents].map(async (builder) => {
      const table = new Table(`What happens to an invalid event (${builder.schema})`)
      for (const [mistake, change] of Object.entries(mistakes)) {
        const { headers, body = '' } = builder.batch([change({ ...builder.connectedEvent() })])
        for (const name of Object.keys(candidates))
          if (name !== 'JSON.parse' && (name !== 'cloudevents' || builder.schema === 'cloudevents'))
            table.set(mistake, name, await sendTo(name, body, headers))
      }
      return table
    }),
  )
}

async function sendTo(
  name: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  let outcome = 'stopped'
  try {
    const take = await candidates[name]?.(() => {
      outcome = 'handled'
    })
    await take?.(body, headers)
  } catch (error) {
    if (error instanceof TypeError) outcome = 'TypeError'
  }
  return outcome
}

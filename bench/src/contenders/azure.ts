import { EventGridDeserializer } from '@azure/eventgrid'
import type { Contender } from './contender.js'
import { dispatch, type RawEvent } from './dispatch.js'

const deserializer = new EventGridDeserializer()

/** Microsoft's client library for Event Grid, and a switch. */
export const azure: Contender = {
  name: '@azure/eventgrid',
  formats: ['eventgrid', 'cloudevents'],
  isAsync: false,
  create:
    (handler) =>
    async ({ headers, text }) => {
      const events = headers['content-type']?.startsWith('application/cloudevents')
        ? await deserializer.deserializeCloudEvents(text)
        : await deserializer.deserializeEventGridEvents(text)
      for (const event of events) dispatch(event as RawEvent, handler)
    },
}

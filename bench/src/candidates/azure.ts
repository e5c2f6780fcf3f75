import { EventGridDeserializer } from '@azure/eventgrid'
import type { Candidate } from './candidate.js'
import { eventTypes, type RawEvent } from './dispatch.js'

type Data = RawEvent['data']

const deserializer = new EventGridDeserializer()

/** Microsoft's client library for Event Grid. */
export const azure: Candidate = {
  name: '@azure/eventgrid',
  formats: ['eventgrid', 'cloudevents'],
  isAsync: false,
  create:
    (handler) =>
    async ({ headers, text }) => {
      if (headers['content-type']?.startsWith('application/cloudevents')) {
        for (const { type, data } of await deserializer.deserializeCloudEvents(text))
          if (eventTypes.has(type)) handler((data as Data).connectionId)
      } else {
        for (const { eventType, data } of await deserializer.deserializeEventGridEvents(text))
          if (eventTypes.has(eventType)) handler((data as Data).connectionId)
      }
    },
}

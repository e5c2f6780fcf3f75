import type { Delivery } from '../deliveries.js'
import type { Candidate } from './candidate.js'
import { eventTypes, type RawEvent } from './dispatch.js'

interface Sdk {
  readonly HTTP: {
    toEvent(message: { headers: Delivery['headers']; body: string }): RawEvent | readonly RawEvent[]
  }
}

/**
 * Loads the SDK of CloudEvents; an empty list if it is not installed. It does not support the newest versions of Node,
 * so it is an optional dependency that nothing needs to compile.
 */
export async function loadCloudEvents(): Promise<readonly Candidate[]> {
  const name = 'cloudevents'
  const sdk: Sdk | undefined = await import(name).catch(() => undefined)
  if (sdk === undefined) return []
  const { HTTP } = sdk
  return [
    {
      name,
      formats: ['cloudevents', 'binary'],
      isAsync: false,
      create:
        (handler) =>
        ({ headers, text }) => {
          for (const { type, data } of [HTTP.toEvent({ headers, body: text })].flat())
            if (eventTypes.has(type)) handler(data.connectionId)
        },
    },
  ]
}

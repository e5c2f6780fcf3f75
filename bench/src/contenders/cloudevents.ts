import type { Delivery } from '../deliveries.js'
import type { Contender } from './contender.js'
import { eventTypes, type RawEvent } from './dispatch.js'

interface Sdk {
  readonly HTTP: {
    toEvent(message: { headers: Delivery['headers']; body: string }): RawEvent | readonly RawEvent[]
  }
}

/**
 * The SDK of CloudEvents; nothing where it is not installed. It refuses the newest versions of Node, so it is an
 * optional dependency, and nothing may need it to compile.
 */
export async function loadCloudEvents(): Promise<readonly Contender[]> {
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

import type { Contender, Handler, Take } from './contender.js'
import { type Core, loadCore } from './core.js'

/** Our work on the events themselves: to parse, check and hand them out. What others do is not more than that. */
export const core = 'core'
export const coreAsync = 'core, async handlers'
/** All of our work from the head of a request to its answer, without a framework. */
export const webhook = 'webhook'
export const webhookAsync = 'webhook, async handlers'

const kinds = [
  { name: core, isAsync: false, create: takeEvents },
  { name: coreAsync, isAsync: true, create: takeEvents },
  { name: webhook, isAsync: false, create: takeRequest },
  { name: webhookAsync, isAsync: true, create: takeRequest },
] as const

export async function loadOurs(): Promise<readonly Contender[]> {
  const loaded = await loadCore()
  return kinds.map(({ name, isAsync, create }) => ({
    name,
    isAsync,
    formats: ['eventgrid', 'cloudevents', 'binary'],
    create: (handler) => create(loaded, handler),
  }))
}

function takeEvents(
  { parseJson, decode, createDispatcher, Cutoff, DeliveryContext, toDelivery, unknownHead }: Core,
  handler: Handler,
): Take {
  const dispatcher = createDispatcher<undefined>(
    ({ connectionId }) => handler(connectionId),
    64,
    (error) => {
      throw error
    },
  )
  return ({ headers, text }) => {
    const header = (name: string) => headers[name]
    const { schema = 'eventgrid', events } = decode(parseJson(text), {
      method: 'POST',
      url: '/',
      native: undefined,
      header,
    })
    const cutoff = new Cutoff()
    return dispatcher.dispatch(
      new DeliveryContext(toDelivery(unknownHead, schema), events, undefined, cutoff),
      cutoff,
    )
  }
}

/** Event Grid sends at most 1 MB; 5,000 events of half a kilobyte are more. */
const maxBodyBytes = 4 * 2 ** 20

function takeRequest({ createWebhook }: Core, handler: Handler): Take {
  const { handle } = createWebhook(
    {
      connected: ({ connectionId }) => handler(connectionId),
      disconnected: ({ connectionId }) => handler(connectionId),
    },
    { maxBodyBytes, onError() {} },
  )
  return ({ headers, text }) =>
    handle({
      method: 'POST',
      url: '/events',
      native: undefined,
      header: (name) => headers[name.toLowerCase()],
      body: () => text,
    })
}

import type { DeliveryHead } from './events.js'
import type { Kind } from './wire.js'

/** Who may deliver what to us. */
export interface AllowList {
  origin(origin: string | undefined): boolean
  subscription(delivery: DeliveryHead): boolean
  source(source: unknown, kind: Kind | undefined): boolean
  hub(hubName: string): boolean
}

/** The lists, as the options of a webhook give them; without one, all are allowed. */
export interface AllowOptions {
  readonly origins?: readonly string[] | undefined
  readonly sources?: readonly string[] | undefined
  readonly subscriptions?: readonly string[] | undefined
  readonly hubs?: readonly string[] | undefined
}

/** Makes an allow-list. Names and resource ids come in any case on the wire, so they match in any case. */
export function createAllowList({ origins, sources, subscriptions, hubs }: AllowOptions): AllowList {
  const [isSource, isSubscription] = [matcher(sources), matcher(subscriptions)]
  const resources = sources?.map(normalize)
  return {
    origin: matcher(origins),
    subscription: (delivery) => isSubscription(delivery.subscription),
    source: (source, kind) => isSource(source) || (kind === 'validation' && isAbove(source, resources)),
    hub: matcher(hubs),
  }
}

/** Allows everybody. */
export const allowAll: AllowList = /* @__PURE__ */ createAllowList({})

// A line break of a shell or a slash at the end of a configured name would refuse all events.
const normalize = (name: string): string => name.trim().replace(/\/$/, '').toLowerCase()

function matcher(list: readonly string[] | undefined): (value: unknown) => boolean {
  if (list === undefined) return () => true
  const names = new Set(list.map(normalize).filter((name) => name !== ''))
  return (value) => typeof value === 'string' && names.has(value.toLowerCase())
}

/** Validation requests name the resource, as captured, or the Azure subscription that it is in, as documented. */
function isAbove(source: unknown, resources: readonly string[] = []): boolean {
  if (typeof source !== 'string' || !/^\/subscriptions\/[^/]+$/i.test(source)) return false
  const prefix = `${source.toLowerCase()}/`
  return resources.some((resource) => resource.startsWith(prefix))
}

/** What is used of a client of the service. `createServiceClient()` of `@signalr-events/management` is one. */
export interface PresenceService {
  /** The URL of the resource. */
  readonly endpoint: string
  /** The Azure resource id, if the host does not begin with the name of the resource, e.g. with a custom domain. */
  readonly source?: string | undefined
  /** A hub, by its name in lower case. */
  hub(name: string): {
    /**
     * Rejects if the service gives no clear answer; a 404 without the documented code is none. It must be `false` for an
     * id that has never been: this is tried too.
     */
    connectionExists(connectionId: string, options?: { readonly signal?: AbortSignal }): Promise<boolean>
  }
}

/** The client for an Azure resource id, if there is one. */
export type ServiceOf = (source: string) => PresenceService | undefined

/**
 * Whether a service is the resource that an event is of: by its `source`, else by name: the last part of the resource id
 * is the first label of the host. Services on this machine are all `localhost`.
 */
export function isResource({ endpoint, source: own }: PresenceService, source: string): boolean {
  if (own !== undefined) return own.toLowerCase() === source.toLowerCase()
  const host = new URL(endpoint).hostname.toLowerCase()
  const isLocal = host === '127.0.0.1' || host === '[::1]' || host === 'localhost'
  const label = isLocal ? 'localhost' : host.split('.')[0]
  return source.split('/').at(-1)?.toLowerCase() === label
}

import type { Incoming } from '@signalr-events/internal'

/** Node's own request, where `@hono/node-server` keeps it: in `c.env`. */
export function readIncoming(env: unknown): (Incoming & { readonly url?: unknown }) | undefined {
  const incoming = (env as { incoming?: unknown } | undefined)?.incoming
  return typeof (incoming as Incoming | undefined)?.pause === 'function' ? (incoming as Incoming) : undefined
}

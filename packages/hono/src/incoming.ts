import type { Incoming } from '@signalr-events/internal'

/** Node's own request, where `@hono/node-server` keeps it: in `c.env`. */
export function readIncoming(env: unknown): Incoming | undefined {
  const incoming = (env as { incoming?: unknown } | undefined)?.incoming
  return typeof (incoming as Incoming | undefined)?.pause === 'function' ? (incoming as Incoming) : undefined
}

/** Whether a body cannot be the beginning of a delivery: something has read that from Node's own request. */
export function isRemainder(body: Uint8Array): boolean {
  const first = /[^\s\ufeff]/.exec(new TextDecoder().decode(body.subarray(0, 64)))?.[0]
  return first !== '[' && first !== '{'
}

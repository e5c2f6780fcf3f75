/** Node's own request, where `@hono/node-server` keeps it: in `c.env`. */
export function readIncoming(env: unknown): object | undefined {
  const incoming = (env as { incoming?: unknown } | undefined)?.incoming
  return typeof (incoming as { pause?: unknown } | undefined)?.pause === 'function'
    ? (incoming as object)
    : undefined
}

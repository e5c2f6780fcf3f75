/**
 * The request target as the server got it, where the runtime keeps it: `@hono/node-server` does, as
 * `c.env.incoming`. Runtimes made of `fetch` normalize the URL, so that `/./events` is `/events` there.
 */
export function readTarget(url: string, env: unknown): string {
  const target = (env as { incoming?: { url?: unknown } } | undefined)?.incoming?.url
  if (typeof target !== 'string' || url.endsWith(target)) return url
  // Under `app.mount`, `url` is the inner path, which the target does not lead to.
  return URL.canParse(target, url) && new URL(target, url).href === url ? target : url
}

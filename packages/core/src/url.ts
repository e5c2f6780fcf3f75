/**
 * The path of a URL that may be absolute or start at the path: `/hooks/signalr`. Dot segments are resolved, as
 * frameworks that stand on `Request` have done already: a path means the same on all of them.
 */
export function readPath(url: string): string {
  const path = url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '')
  if (path === '') return '/'
  const hasDots = /\/(\.|%2e)/i.test(path)
  return hasDots ? new URL(`http://localhost${path.startsWith('/') ? path : `/${path}`}`).pathname : path
}

/**
 * The value of a query parameter, or `undefined`. Unlike `URLSearchParams` a `+` stays a plus sign, so that a
 * base64 key that was pasted into the endpoint URL still matches.
 */
export function readQuery(url: string, name: string): string | undefined {
  const query = /^[^?#]*\?([^#]*)/.exec(url)?.[1] ?? ''
  for (const pair of query.split('&')) {
    const at = pair.indexOf('=')
    if (at > 0 && decodePercent(pair.slice(0, at)) === name) return decodePercent(pair.slice(at + 1))
  }
  return undefined
}

/** Decodes percent signs; text that is not well-formed stays as it is. */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The path of a URL that may be absolute or start at the path: `/hooks/signalr`. */
export function readPath(url: string): string {
  const path = url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '')
  return path === '' ? '/' : path
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

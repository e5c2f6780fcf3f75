import type { Headers } from '../options.js'

/** A URL to be shown: query values may be keys, and so may what stands before the host. */
export function redactUrl({ origin, pathname, searchParams }: URL): string {
  // Without a value, the name may be the key.
  const shown = [...searchParams].map(([name, value]) =>
    value === '' ? '…' : `${encodeURIComponent(name)}=…`,
  )
  return origin + pathname + (shown.length > 0 ? `?${shown.join('&')}` : '')
}

/** Takes the values of a URL's query and of headers out of text that somebody else wrote. */
export function createRedactor(url: URL, headers: Headers): (text: string) => string {
  const query = [...url.searchParams].map(([name, value]) => value || name)
  const values = [url.username, url.password, ...query, ...Object.values(headers)]
  // Whoever echoes a token leaves out the scheme in front of it, or writes it as in a URL.
  const words = values.flatMap((value) => [value, ...value.split(/\s+/).slice(1)])
  const secrets = [...new Set(words.flatMap((word) => [word, encodeURIComponent(word)]))]
    .filter((secret) => secret !== '')
    .sort((a, b) => b.length - a.length)
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), text)
}

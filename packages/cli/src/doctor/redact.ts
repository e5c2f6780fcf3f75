import type { Headers } from '../options.js'

/** A URL to be shown: query values may be keys, and so may what stands before the host. */
export function redactUrl({ origin, pathname, searchParams }: URL): string {
  const query = [...searchParams.keys()].map((name) => `${encodeURIComponent(name)}=…`).join('&')
  return origin + pathname + (query && `?${query}`)
}

/** Takes the values of a URL's query and of headers out of text that somebody else wrote. */
export function createRedactor(url: URL, headers: Headers): (text: string) => string {
  const values = [url.password, ...url.searchParams.values(), ...Object.values(headers)]
  // Whoever echoes a token leaves out the scheme in front of it, or writes it as in a URL.
  const words = values.flatMap((value) => [value, ...value.split(/\s+/).slice(1)])
  const secrets = [...new Set(words.flatMap((word) => [word, encodeURIComponent(word)]))]
    .filter((secret) => secret !== '')
    .sort((a, b) => b.length - a.length)
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), text)
}

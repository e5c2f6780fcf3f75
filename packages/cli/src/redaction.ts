import type { Headers } from './headers.js'

/** Removes secrets from output. */
export interface Redaction {
  /** The URL without the values of its query and without a login. */
  readonly url: string
  /** Removes those values and the values of headers from a text, such as an answer that repeats them. */
  redact(text: string): string
}

/** Creates the redaction of a URL and headers. Values of fewer than four characters do not count as secrets. */
export function createRedaction(url: URL, headers: Headers): Redaction {
  const query = readQuery(url)
  const secrets = [...listSecrets(url, query, headers)]
    .filter((secret) => secret.length >= 4)
    .sort((a, b) => b.length - a.length)
  const shown = query.map(({ name }) => `${name}…`).join('&')
  return {
    url: `${url.origin}${url.pathname}${shown && `?${shown}`}`,
    redact: (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), text),
  }
}

/** A pair of a query, as written: a public name with its `=`, and a secret value. */
interface Pair {
  readonly name: string
  readonly value: string
}

function readQuery({ search }: URL): Pair[] {
  const pairs = search.slice(1).split('&').filter(Boolean)
  return pairs.map((pair) => {
    // Without a value, the name may be the key, and a trailing equals sign its Base64 padding.
    const [, name = '', value = pair] = /^([^=]*=)(.*[^=].*)$/.exec(pair) ?? []
    return { name, value }
  })
}

function listSecrets(url: URL, query: readonly Pair[], headers: Headers): Set<string> {
  // A server may repeat a token without the scheme in front of it.
  const words = Object.values(headers).flatMap((value) => [value, ...value.split(/\s+/).slice(1)])
  const raw = [...query.map(({ value }) => value), url.username, url.password, ...words]
  // Some servers read a plus sign in a query as a space, others as a plus sign.
  const decoded = [...raw.map(decode), ...url.searchParams.values()]
  return new Set([...raw, ...decoded, ...decoded.map(encodeURIComponent)])
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

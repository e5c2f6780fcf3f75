import type { Headers } from './headers.js'

/** Keeps secrets out of what is printed. */
export interface Redaction {
  /** The URL without the values of its query, and without a login. */
  readonly url: string
  /** A text without those values and without those of the headers. Servers like to say what they did not find. */
  redact(text: string): string
}

/** Keeps the secrets of a URL and of headers out of what is printed. Values of fewer than four characters are none. */
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

/** A pair of a query, as it was written: a name that may be shown, with its `=`, and a value that may not. */
interface Pair {
  readonly name: string
  readonly value: string
}

function readQuery({ search }: URL): Pair[] {
  const pairs = search.slice(1).split('&').filter(Boolean)
  return pairs.map((pair) => {
    // Without a value, the name may be the key, and an equals sign the padding of its Base64.
    const [, name = '', value = pair] = /^([^=]*=)(.*[^=].*)$/.exec(pair) ?? []
    return { name, value }
  })
}

function listSecrets(url: URL, query: readonly Pair[], headers: Headers): Set<string> {
  // Whoever repeats a token leaves out the scheme in front of it.
  const words = Object.values(headers).flatMap((value) => [value, ...value.split(/\s+/).slice(1)])
  const written = [...query.map(({ value }) => value), url.username, url.password, ...words]
  // A plus sign in a query is a space to some servers, and a plus sign to others.
  const meant = [...written.map(decode), ...url.searchParams.values()]
  return new Set([...written, ...meant, ...meant.map(encodeURIComponent)])
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

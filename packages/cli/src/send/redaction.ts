import type { Headers } from '../options.js'

/** Keeps secrets out of what is printed. */
export interface Redaction {
  /** The URL without the values of its query, and without a login. */
  readonly url: string
  /** A text without those values and without those of the headers. Servers like to say what they did not find. */
  redact(text: string): string
}

/** Keeps the secrets of a URL and of headers out of what is printed. Values of fewer than four characters are none. */
export function createRedaction(url: URL, headers: Headers): Redaction {
  const secrets = [...listSecrets(url, headers)]
    .filter((secret) => secret.length >= 4)
    .sort((a, b) => b.length - a.length)
  const query = url.search.replaceAll(/([?&])([^=&]*=)?[^&]+/g, '$1$2…')
  return {
    url: `${url.protocol}//${url.host}${url.pathname}${query}`,
    redact: (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), text),
  }
}

function listSecrets(url: URL, headers: Headers): Set<string> {
  const query = url.search.split(/[?&]/).map((pair) => pair.slice(pair.indexOf('=') + 1))
  const words = Object.values(headers).flatMap((value) => [value, ...value.split(' ')])
  const sent = [...query, url.username, url.password, ...words]
  // A plus sign in a query is a space to some servers, and a plus sign to others.
  return new Set([...sent, ...sent.map(decode), ...url.searchParams.values()])
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

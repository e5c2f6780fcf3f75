/** The target of a request. */
export interface RequestUrl {
  /** As sent, without query. */
  readonly path: string
  /** The decoded parts of the path. */
  readonly segments: readonly string[]
  readonly query: URLSearchParams
}

/**
 * Reads the target of a request; `undefined` if its percent-encoding is malformed. It does not normalize: `URL` would
 * make `/users/..` another path, also if the dots are encoded.
 */
export function readUrl(target: string): RequestUrl | undefined {
  const local = target.replace(/^https?:\/\/[^/?]*/i, '')
  const end = local.includes('?') ? local.indexOf('?') : local.length
  const [path, query] = [local.slice(0, end), local.slice(end + 1)]
  try {
    decodeURIComponent(query)
    const segments = path.split('/').slice(1).map(decodeURIComponent)
    if (segments.at(-1) === '') segments.pop()
    return { path, segments, query: new URLSearchParams(query) }
  } catch {
    return undefined
  }
}

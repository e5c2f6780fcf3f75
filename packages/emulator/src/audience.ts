import { toCanonicalHost } from './host.js'

/** What the `aud` of a token must name. */
export interface ExpectedAudience {
  /** Scheme, host and port. */
  readonly endpoint: string
  readonly path: string
  /** In lower case; only for clients. */
  readonly hub?: string | undefined
}

export const toAudience = ({ endpoint, path, hub }: ExpectedAudience): string =>
  `${endpoint}${path}${hub === undefined ? '' : `?hub=${hub}`}`

/**
 * Whether one of the audiences of a token is the expected one. SDKs leave out the port, or add `api-version` to the
 * query, so neither counts.
 */
export function isAudience(
  audiences: readonly unknown[],
  expected: ExpectedAudience,
  strictness: 'without-port' | 'exact' | 'unchecked',
): boolean {
  if (strictness === 'unchecked') return true
  return audiences.some((audience) => {
    if (typeof audience !== 'string' || !URL.canParse(audience)) return false
    const [got, wanted] = [new URL(audience), new URL(expected.path, expected.endpoint)]
    return (
      got.protocol === wanted.protocol &&
      toCanonicalHost(got.hostname) === toCanonicalHost(wanted.hostname) &&
      (strictness === 'without-port' || got.port === wanted.port) &&
      toPath(got) === toPath(wanted) &&
      (expected.hub === undefined || got.searchParams.get('hub')?.toLowerCase() === expected.hub)
    )
  })
}

const toPath = ({ pathname }: URL): string => pathname.toLowerCase().replace(/\/$/, '')

/** Reads a header of a request. */
export type ReadHeader = (name: string) => string | undefined

/**
 * The signed-in user of a request, by your own login: a session cookie, a token. Nobody is, until you write it.
 * Never take the user from the query or the body, or anyone connects as anyone.
 */
export function userOf(_header: ReadHeader): string | undefined {
  return undefined
}

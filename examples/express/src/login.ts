/** Reads a header of a request. */
export type ReadHeader = (name: string) => string | undefined

/** Whether anyone may choose a name: only during development, on your own machine. */
export const canChooseName: boolean = process.env['CHOOSE_NAME'] === '1'

/**
 * The signed-in user of a request, by your own login: a session cookie, a token. Until you write it, nobody is signed in,
 * but where names may be chosen. Never take the user from the query or the body, or anyone connects as anyone.
 */
export function userOf(header: ReadHeader): string | undefined {
  if (!canChooseName) return undefined
  const [, pair] = /(?:^|; )(name=[^;]+)/.exec(header('cookie') ?? '') ?? []
  return new URLSearchParams(pair).get('name') ?? undefined
}

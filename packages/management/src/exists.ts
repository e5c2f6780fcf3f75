import type { Request } from './request.js'

/** Asks whether something exists. @throws {ServiceError} for a 404 without the code: it may be of a proxy */
export async function exists(
  request: Request,
  path: string,
  code: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { isFound } = await request({ method: 'HEAD', path, notFound: [code], signal })
  return isFound
}

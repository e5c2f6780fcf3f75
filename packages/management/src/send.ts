import { isText } from '@signalr-events/internal'
import type { Request } from './request.js'
import type { SendOptions } from './types.js'

/** Calls a method of clients. @throws {TypeError} without a target */
export async function send(
  request: Request,
  path: string,
  target: string,
  args: readonly unknown[] = [],
  { excluded, signal }: SendOptions = {},
): Promise<void> {
  if (!isText(target)) throw new TypeError('send: the target must be a non-empty string')
  if (!Array.isArray(args)) throw new TypeError('send: the arguments must be an array')
  const body = { target, arguments: args }
  await request({ method: 'POST', path: `${path}/:send`, query: { excluded }, body, signal })
}

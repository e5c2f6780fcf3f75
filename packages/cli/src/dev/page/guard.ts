import type { IncomingMessage } from 'node:http'
import { isLoopback, toHostName } from '@signalr-events/internal'

/**
 * Why a request is refused; `undefined` if it is not. Any page in a browser of this machine can send requests here, and
 * by DNS rebinding under a name that it owns. It cannot change `Host`, `Origin` or `Sec-Fetch-Site`.
 */
export function findRefusal({ headers }: IncomingMessage, isControl: boolean): string | undefined {
  const { host = '', origin } = headers
  if (!isLoopback(toHostName(host))) return 'The page answers on this machine only.'
  if (origin !== undefined && origin !== `http://${host}`) return 'The page answers its own origin only.'
  const site = headers['sec-fetch-site'] ?? 'same-origin'
  // A link may lead to the page from anywhere, but not to what it controls.
  if (isControl && site !== 'same-origin' && site !== 'none') return 'The page answers its own origin only.'
  return undefined
}

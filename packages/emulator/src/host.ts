import { isLoopback, toHostName } from '@signalr-events/internal'

/** Loopback has several names, which count as one. */
export const toCanonicalHost = (host: string): string => (isLoopback(host) ? 'localhost' : host.toLowerCase())

/**
 * Whether to answer a request, by its `Host`. A web page can give its own name the address of this machine (DNS
 * rebinding) and then reads what the browser takes for its own server. It cannot change the `Host`.
 */
export function isHostAllowed(
  header: string | undefined,
  { host, publicUrl }: { readonly host: string; readonly publicUrl: string | undefined },
): boolean {
  if (!isLoopback(host)) return true
  const name = toHostName(header ?? '')
  return isLoopback(name) || (publicUrl !== undefined && name.toLowerCase() === new URL(publicUrl).hostname)
}

/** Whether an address or host name is of this machine alone. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i.test(host)
}

/** Loopback has several names, which count as one. */
export const toCanonicalHost = (host: string): string => (isLoopback(host) ? 'localhost' : host.toLowerCase())

/** The name in a `Host` header, without the port. */
export const toHostName = (header: string): string => header.replace(/:\d*$/, '')

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

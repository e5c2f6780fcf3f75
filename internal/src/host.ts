/** Whether an address or host name is a loopback one. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i.test(host)
}

/** The name in a `Host` header, without the port. */
export const toHostName = (header: string): string => header.replace(/:\d*$/, '')

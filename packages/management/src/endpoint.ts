import { isLoopback } from '@signalr-events/internal'

/** Where a service is, without slashes at the end. */
export interface Endpoints {
  readonly endpoint: string
  /** Clients connect here. */
  readonly clientEndpoint: string
  /** REST calls go here. */
  readonly serverEndpoint: string
}

/**
 * Reads the URL of a service, without slashes at its end.
 *
 * @throws {TypeError} without the value, which may hold a secret
 */
export function readEndpoint(name: string, value: string | undefined, port?: string): string {
  const url = value !== undefined && URL.canParse(value) ? new URL(value) : undefined
  const isHttp = url?.protocol === 'https:' || url?.protocol === 'http:'
  if (url === undefined || !isHttp || url.username || url.password || url.search || url.hash) {
    throw new TypeError(`createServiceClient: '${name}' must be an http or https URL without query and user`)
  }
  if (port !== undefined) url.port = readPort(port)
  return url.href.replace(/\/+$/, '')
}

function readPort(port: string): string {
  if (/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535) return port
  throw new TypeError("createServiceClient: 'Port' must be a number from 1 to 65535")
}

/** Whether an endpoint is on this machine: names below `localhost` are too. */
export function isLocal(endpoint: string): boolean {
  const { hostname } = new URL(endpoint)
  return isLoopback(hostname) || hostname.endsWith('.localhost')
}

import { WELL_KNOWN_ACCESS_KEY } from '@signalr-events/emulator'

/** The connection string of a local service, which is known before the service starts. */
export function toConnectionString(port: number, accessKey: string = WELL_KNOWN_ACCESS_KEY): string {
  return `Endpoint=http://localhost:${port};AccessKey=${accessKey};Version=1.0;`
}

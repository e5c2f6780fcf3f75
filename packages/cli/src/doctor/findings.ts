import { type ConnectionCode, connection } from './findings/connection.js'
import { type DeliveryCode, delivery } from './findings/delivery.js'
import { type HandshakeCode, handshake } from './findings/handshake.js'
import type { Meaning } from './findings/meaning.js'

/** What can be wrong with a webhook, as a stable name. */
export type FindingCode = ConnectionCode | HandshakeCode | DeliveryCode

/** Every finding: how bad it is, what it means, and what to do. */
export const findings: Readonly<Record<FindingCode, Meaning>> = {
  ...connection,
  ...handshake,
  ...delivery,
}

const page = 'docs/troubleshooting.md'

/** Where to read more about a finding. */
export function toLink(code: FindingCode): string {
  return `${page}#${code.toLowerCase()}`
}

import { type ConnectionCode, connection } from './findings/connection.js'
import { type DeliveryCode, delivery } from './findings/delivery.js'
import { type HandshakeCode, handshake } from './findings/handshake.js'
import type { Meaning } from './findings/meaning.js'
import { type OwnCode, own } from './findings/own.js'

/** What can be wrong with a webhook, as a stable name. */
export type FindingCode = ConnectionCode | HandshakeCode | DeliveryCode | OwnCode

/** The findings that the troubleshooting page lists. */
export const documented: Readonly<Record<Exclude<FindingCode, OwnCode>, Meaning>> = {
  ...connection,
  ...handshake,
  ...delivery,
}

/** Every finding: how bad it is, what it means, and what to do. */
export const findings: Readonly<Record<FindingCode, Meaning>> = { ...own, ...documented }

/** Where to read more about a finding. */
export function toLink(code: FindingCode): string {
  const page = code in documented ? 'troubleshooting' : 'errors'
  return `docs/${page}.md#${code.toLowerCase()}`
}

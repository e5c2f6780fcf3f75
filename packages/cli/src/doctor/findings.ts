import type { Manifest } from '../manifest.js'
import { type ConnectionCode, connection } from './findings/connection.js'
import { type DeliveryCode, delivery } from './findings/delivery.js'
import type { FindingDescription } from './findings/description.js'
import { type HandshakeCode, handshake } from './findings/handshake.js'
import { type OwnCode, own } from './findings/own.js'

/** The code of a finding. It never changes its meaning. */
export type FindingCode = ConnectionCode | HandshakeCode | DeliveryCode | OwnCode

/** The findings that the troubleshooting page lists. */
export const documented: Readonly<Record<Exclude<FindingCode, OwnCode>, FindingDescription>> = {
  ...connection,
  ...handshake,
  ...delivery,
}

/** Every finding with its level, description and fix. */
export const findings: Readonly<Record<FindingCode, FindingDescription>> = { ...own, ...documented }

/** Returns where the documentation explains a finding: a URL if the package was published, or a path of the repository. */
export function toLink(code: FindingCode, { repository }: Pick<Manifest, 'repository'> = {}): string {
  const page = code in documented ? 'troubleshooting' : 'errors'
  const path = `docs/${page}.md#${code.toLowerCase()}`
  const address = repository?.url.replace(/^git\+(.*)\.git$/, '$1')
  return address === undefined ? path : `${address}/blob/HEAD/${path}`
}

import type { GoneReason, Transport } from './options.js'
import type { Settings } from './settings.js'

/**
 * The `errorMessage` of a disconnected event by its reason. Azure's texts are not documented; these are ours.
 *
 * An end of server-sent events looks the same whether it was clean or not, so it has none.
 */
export function toErrorMessage(
  reason: GoneReason,
  transport: Transport | undefined,
  { connectionTimeout }: Pick<Settings, 'connectionTimeout'>,
): string | undefined {
  switch (reason) {
    case 'transport-lost':
    case 'dropped':
      return transport === 'ServerSentEvents' ? undefined : 'The connection was lost.'
    case 'client-timeout':
      return `The client sent no message or ping within ${connectionTimeout / 1000} s.`
    case 'poll-timeout':
      return 'The client did not come back.'
    case 'protocol-error':
      return 'The client sent something that is not a message.'
    case 'token-expired':
      return 'The token has expired.'
    default:
      return undefined
  }
}

import { type ConnectionFailure, connectionFailures } from '../../connection-failures.js'
import type { Meaning } from './meaning.js'

/** Findings about the way to the webhook. */
export type ConnectionCode =
  | ConnectionFailure
  | 'NOT_HTTPS'
  | 'TOO_SLOW'
  | 'REDIRECT'
  | 'NOT_FOUND'
  | 'HTML_ANSWER'
  | 'KEY_REFUSED'
  | 'FORBIDDEN'
  | 'NEEDS_ACCEPT'
  | 'SUBSCRIPTION_CASE'
  | 'RATE_LIMITED'
  | 'SERVER_ERROR'
  | 'UNEXPECTED_ANSWER'

/** What they mean. */
export const connection: Readonly<Record<ConnectionCode, Meaning>> = {
  HOST_UNKNOWN: {
    level: 'MUST',
    means: connectionFailures.HOST_UNKNOWN,
    cure: 'Compare the host in the URL with that of your server. If its DNS record is new, wait until it is known.',
  },
  HOST_UNREACHABLE: {
    level: 'MUST',
    means: connectionFailures.HOST_UNREACHABLE,
    cure: 'Let the service tag `AzureEventGrid` through your firewall. Event Grid reaches public addresses only; for development, use a tunnel.',
  },
  CONNECTION_REFUSED: {
    level: 'MUST',
    means: connectionFailures.CONNECTION_REFUSED,
    cure: 'Start the server before the subscription is created, and compare the port. In a container, listen on 0.0.0.0.',
  },
  CONNECTION_RESET: {
    level: 'MUST',
    means: connectionFailures.CONNECTION_RESET,
    cure: 'See the log of the server and of the proxy in front: the process may have crashed on the request, or a firewall has cut it.',
  },
  NOT_HTTP: {
    level: 'MUST',
    means: connectionFailures.NOT_HTTP,
    cure: 'Compare port and scheme of the URL.',
  },
  NOT_HTTPS: {
    level: 'SHOULD',
    means: 'Event Grid delivers to https only; a subscription with this URL cannot be created.',
    cure: 'Give the subscription an https URL.',
  },
  TLS_SELF_SIGNED: {
    level: 'MUST',
    means: connectionFailures.TLS_SELF_SIGNED,
    cure: 'Use a certificate from a public authority. For development, use a tunnel that has one.',
  },
  TLS_INCOMPLETE_CHAIN: {
    level: 'MUST',
    means: connectionFailures.TLS_INCOMPLETE_CHAIN,
    cure: 'Configure the full chain: the intermediate certificates behind that of the server.',
  },
  TLS_EXPIRED: {
    level: 'MUST',
    means: connectionFailures.TLS_EXPIRED,
    cure: 'Renew it, and let the server load the new one.',
  },
  TLS_WRONG_HOST: {
    level: 'MUST',
    means: connectionFailures.TLS_WRONG_HOST,
    cure: 'Use the host that the certificate names, or get one for the host in the URL.',
  },
  TLS_FAILED: {
    level: 'MUST',
    means: connectionFailures.TLS_FAILED,
    cure: 'Compare port and scheme of the URL, and allow TLS 1.2 or later.',
  },
  TOO_SLOW: {
    level: 'MUST',
    means:
      'No answer came in time. Event Grid waits 30 seconds; a handshake then fails, and events come again although they may have been handled.',
    cure: 'Answer sooner: queue the work, and answer when the queue has it. If nothing arrives at the server at all, a firewall drops the packets.',
  },
  REDIRECT: {
    level: 'MUST',
    means: 'A redirect answers. Event Grid follows none and counts it as a failed delivery.',
    cure: 'Give the subscription the URL that the redirect leads to: https, the right host, with or without the trailing slash. If it leads to a login, exempt the webhook from it.',
  },
  NOT_FOUND: {
    level: 'MUST',
    means: 'No route takes POST at this path.',
    cure: 'Compare the path of the URL with that of the webhook: mount paths, the trailing slash, and what a proxy in front cuts off.',
    explains: ['NO_OPTIONS_ROUTE', 'NO_ALLOWED_ORIGIN'],
  },
  HTML_ANSWER: {
    level: 'MUST',
    means:
      'A web page answers: the start page of a single-page application, a login page, or a page of the host.',
    cure: 'Mount the webhook before the fallback that serves pages, and exempt it from the login.',
  },
  KEY_REFUSED: {
    level: 'MUST',
    means:
      'The key or token is missing or wrong. Event Grid never retries a 401: it dead-letters the events or drops them.',
    cure: 'Put the key into the query of the URL, or give it with `--header` if the subscription sends it as a delivery property.',
  },
  FORBIDDEN: {
    level: 'MUST',
    means:
      'The request is refused with 403, which Event Grid never retries. An allow-list of sources or subscriptions looks like this; so do a firewall and a wrong key.',
    cure: 'If the webhook has allow-lists, run this again with `--source` and `--subscription`. Otherwise see the log of the server, then that of the firewall: an Azure Application Gateway also refuses what is in a validation request, with its rules 920230, 931130, 942130 and 942430.',
  },
  NEEDS_ACCEPT: {
    level: 'MUST',
    means:
      'The same request is accepted with Accept and User-Agent. Event Grid sends neither; a web application firewall takes it for a bot.',
    cure: 'Exempt the path of the webhook from the rules that ask for these headers: in an Azure Application Gateway, 920300.',
  },
  SUBSCRIPTION_CASE: {
    level: 'MUST',
    means:
      'The name of the event subscription is accepted in the case as written, and arrives in upper case in `aeg-subscription-name`.',
    cure: 'Compare the name without regard to case.',
  },
  RATE_LIMITED: {
    level: 'SHOULD',
    means:
      'Too many requests at a time get 429 or 5xx, and could not be judged. Event Grid delivers again after 10 seconds or more, so nothing is lost.',
    cure: 'Allow bursts if events must not be late: a hundred clients that connect make a hundred deliveries.',
  },
  SERVER_ERROR: {
    level: 'MUST',
    means:
      'The server, or a proxy in front, answers 5xx. Event Grid delivers again for 24 hours by default, and then gives up.',
    cure: 'See the log of the server for what it threw at this request. Codes of signalr-events, such as HANDLER_FAILED, are explained in docs/errors.md.',
  },
  UNEXPECTED_ANSWER: {
    level: 'MUST',
    means: 'The answer is not what Event Grid expects, for a reason that cannot be seen from outside.',
    cure: 'See the log of the server for this request.',
  },
}

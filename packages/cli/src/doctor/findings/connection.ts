import { type ConnectionFailure, connectionFailures } from '../../connection-failures.js'
import type { FindingDescription } from './description.js'

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

/** Their descriptions. */
export const connection: Readonly<Record<ConnectionCode, FindingDescription>> = {
  HOST_UNKNOWN: {
    level: 'MUST',
    description: connectionFailures.HOST_UNKNOWN,
    fix: 'Compare the host in the URL with that of your server. A new DNS record needs time to become known.',
  },
  HOST_UNREACHABLE: {
    level: 'MUST',
    description: connectionFailures.HOST_UNREACHABLE,
    fix: 'Allow the service tag `AzureEventGrid` in your network security group, or its addresses in your firewall. Event Grid reaches only public addresses. For development, use a tunnel.',
  },
  CONNECTION_REFUSED: {
    level: 'MUST',
    description: connectionFailures.CONNECTION_REFUSED,
    fix: 'Start the server before you create the subscription, and compare the port. In a container, listen on 0.0.0.0.',
  },
  CONNECTION_RESET: {
    level: 'MUST',
    description: connectionFailures.CONNECTION_RESET,
    fix: 'Read the log of the server and of the proxy in front. The process may have crashed, or a firewall may have closed the connection.',
  },
  NOT_HTTP: {
    level: 'MUST',
    description: connectionFailures.NOT_HTTP,
    fix: 'Compare the port and the scheme of the URL.',
  },
  NOT_HTTPS: {
    level: 'SHOULD',
    description: 'Event Grid delivers only to https. A subscription with this URL cannot be created.',
    fix: 'Use an https URL for the subscription.',
  },
  TLS_SELF_SIGNED: {
    level: 'MUST',
    description: connectionFailures.TLS_SELF_SIGNED,
    fix: 'Use a certificate from a public authority. For development, use a tunnel that has one.',
  },
  TLS_INCOMPLETE_CHAIN: {
    level: 'MUST',
    description: connectionFailures.TLS_INCOMPLETE_CHAIN,
    fix: 'Configure the full chain: the certificate of the server, then the intermediate certificates.',
  },
  TLS_EXPIRED: {
    level: 'MUST',
    description: connectionFailures.TLS_EXPIRED,
    fix: 'Renew the certificate and let the server load it.',
  },
  TLS_WRONG_HOST: {
    level: 'MUST',
    description: connectionFailures.TLS_WRONG_HOST,
    fix: 'Use the host name in the certificate, or get a certificate for the host in the URL.',
  },
  TLS_FAILED: {
    level: 'MUST',
    description: connectionFailures.TLS_FAILED,
    fix: 'Compare the port and the scheme of the URL, and allow TLS 1.2 or later.',
  },
  TOO_SLOW: {
    level: 'MUST',
    description:
      'There was no answer in time. Event Grid waits 30 seconds. Then a handshake fails, and events are retried although they may have been handled.',
    fix: 'Answer sooner: put slow work into a queue, and answer when the queue has accepted it. If no request arrives at the server, a firewall drops the packets.',
  },
  REDIRECT: {
    level: 'MUST',
    description:
      'The answer is a redirect. Event Grid does not follow redirects; the delivery counts as failed.',
    fix: 'Use the target of the redirect as the URL of the subscription: https, the right host, with or without the trailing slash. If it is a login page, exempt the webhook from the login.',
  },
  NOT_FOUND: {
    level: 'MUST',
    description: 'No route handles POST at this path.',
    fix: 'Compare the path of the URL with that of the webhook: mount paths, the trailing slash, and a prefix that a proxy removes.',
    explains: ['NO_OPTIONS_ROUTE', 'NO_ALLOWED_ORIGIN'],
  },
  HTML_ANSWER: {
    level: 'MUST',
    description:
      'The answer is a web page: the start page of a single-page application, a login page, or a page of the host.',
    fix: 'Mount the webhook before the fallback that serves pages, and exempt it from the login.',
  },
  KEY_REFUSED: {
    level: 'MUST',
    description:
      'The key or token is missing or wrong. Event Grid never retries a 401: it dead-letters the events or drops them.',
    fix: 'Add the key to the query of the URL, or compare it with the key of the server. A variable in the URL may be empty in this terminal. If the subscription sends the key as a delivery property, pass it with `--header`.',
  },
  FORBIDDEN: {
    level: 'MUST',
    description:
      'The answer is 403, which Event Grid never retries. Possible causes are an allow-list of sources or subscriptions, a firewall, or a wrong key.',
    fix: 'If the webhook has allow-lists, repeat this with `--source` and `--subscription`. Otherwise read the log of the server, then that of the firewall. In an Azure Application Gateway, the rules 920230, 931130, 942130 and 942430 block validation requests.',
  },
  NEEDS_ACCEPT: {
    level: 'MUST',
    description:
      'The same request is accepted with Accept and User-Agent. Event Grid sends neither, so a web application firewall blocks it as a bot.',
    fix: 'Exempt the path of the webhook from the rules that require these headers. In an Azure Application Gateway, that is rule 920300.',
  },
  SUBSCRIPTION_CASE: {
    level: 'MUST',
    description:
      'The webhook accepts the name of the event subscription only in its original case. Event Grid sends it in upper case in `aeg-subscription-name`.',
    fix: 'Compare the name case-insensitively.',
  },
  RATE_LIMITED: {
    level: 'SHOULD',
    description:
      'Many requests at once are answered with 429 or 5xx. Event Grid retries after 10 seconds or more, so nothing is lost.',
    fix: 'Allow bursts if events must not be late: 100 clients that connect cause 100 deliveries.',
  },
  SERVER_ERROR: {
    level: 'MUST',
    description:
      'The server or a proxy in front answers 5xx. By default, Event Grid retries for 24 hours, then it discards the events.',
    fix: 'Read the error in the log of the server.',
  },
  UNEXPECTED_ANSWER: {
    level: 'MUST',
    description: 'Event Grid does not accept this answer. The answer does not show the cause.',
    fix: 'Read the log of the server for this request.',
  },
}

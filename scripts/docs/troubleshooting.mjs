// @ts-check
import { toTable } from './markdown.mjs'
import { importSource } from './source.mjs'

/** @type {typeof import('../../packages/cli/src/doctor/findings.js')} */
const { documented: findings } = await importSource('packages/cli/src/doctor/findings.ts')

/** What a newcomer sees, and what it may be: findings, or a sentence with a page. */
const symptoms = [
  ['“Webhook validation handshake failed”', ['VALIDATION_NOT_ECHOED', 'CORS_IN_FRONT', 'TOO_SLOW']],
  [
    '“The attempt to validate the provided endpoint … failed”, with a link to esvalidation',
    ['NEEDS_ACCEPT', 'NOT_FOUND', 'KEY_REFUSED', 'TLS_SELF_SIGNED'],
  ],
  ['The subscription stays `AwaitingManualAction`', ['VALIDATION_EMPTY', 'VALIDATION_PASCAL_CASE']],
  ['Event Grid schema works, CloudEvents do not', ['CORS_IN_FRONT', 'NO_OPTIONS_ROUTE', 'AUTH_IN_FRONT']],
  [
    'It works with curl or Postman, and not with Event Grid',
    ['NEEDS_ACCEPT', 'CONTENT_TYPE_EXACT', 'REDIRECT'],
  ],
  ['`req.body` is `undefined` or `{}`', ['CLOUDEVENTS_NOT_PARSED']],
  ['Small deliveries arrive, busy hours are missing', ['BODY_LIMIT', 'BURST_REFUSED']],
  ['The same events come again and again', ['TOO_SLOW', 'UNKNOWN_TYPE_REFUSED', 'BAD_EVENT_LOSES_BATCH']],
  ['Events are dead-lettered or vanish after one attempt', ['KEY_REFUSED', 'FORBIDDEN', 'UNEXPECTED_ANSWER']],
  [
    'Deliveries are answered 431, and your app logs nothing',
    'the [delivery properties](adapters.md#delivery-properties) are larger than your server allows',
  ],
  [
    'The subscription is there, and no event ever comes',
    'the [service mode](../README.md#production-checklist) of SignalR is not Serverless, or the subscription filters the types away',
  ],
]

/** @param {string} code */
const toLink = (code) => `[${code}](#${code.toLowerCase()})`

/** The page of what can be wrong with a webhook. */
export function toTroubleshooting() {
  const entries = Object.entries(findings)
  return `# Why does my subscription not validate?

<!-- Generated from packages/cli/src/doctor/findings by \`pnpm docs:write\`. Change it there. -->

\`\`\`sh
npx @signalr-events/cli doctor 'https://example.com/events?key=<key>' --schema cloudevents
\`\`\`

\`\`\`
Examining https://example.com/events?key=… as Event Grid would. Events of a user signalr-events-doctor in hub doctor reach its handlers.

MUST CORS_IN_FRONT (CloudEvents)
  seen   OPTIONS → 204, no WebHook-Allowed-Origin, Access-Control-Allow-Methods: GET,HEAD,PUT,PATCH,POST,DELETE
  means  ${findings.CORS_IN_FRONT.means}
  cure   ${findings.CORS_IN_FRONT.cure}
  more   docs/troubleshooting.md#cors_in_front

0 of 1 checks passed. No handshake works, so no events were sent.
Event Grid cannot deliver here as it should: one fault.
\`\`\`

The doctor sends requests as Event Grid does: without \`Accept\` and \`User-Agent\`, and it follows no redirect. It needs
no Azure, and takes any receiver, whoever wrote it. It runs the
[checks that need no inside view](guarantees.md#seen-from-outside), and names one culprit instead of ten symptoms. What
is refused is sent again with one thing changed; if it is accepted then, that was the reason.

It exits with 0 if no MUST failed, with 1 if one did, and with 2 if it was called wrongly. \`--json\` prints the same for
machines. Values of the query and of \`--header\` are never printed if they have four characters or more.

Name the schema of your subscription with \`--schema eventgrid\` or \`--schema cloudevents\`. Without it, both must
work: a handshake that fails is a MUST.

Events of the doctor reach your handlers. They bear the user \`signalr-events-doctor\` and the hub of \`--hub\`, and each
\`connected\` is followed by its \`disconnected\`. With \`--handshake-only\` there are none. Some requests are there to be
refused, so your log will speak of missing keys and invalid events. A webhook with allow-lists wants \`--source\` and
\`--subscription\`. What handlers do with an event, and what Event Grid does with an answer later, cannot be seen from
outside: see [guarantees](guarantees.md).

## What you see

${toTable([
  ['What you see', 'It may be'],
  ...symptoms.map(([seen, causes]) => [
    String(seen),
    Array.isArray(causes) ? causes.map(toLink).join(', ') : String(causes),
  ]),
])}

Microsoft's page on it is
[Troubleshoot subscription validations](https://learn.microsoft.com/azure/event-grid/troubleshoot-subscription-validation).

## What the doctor finds

MUST: no events come, or some are lost. SHOULD: worth knowing.

${entries.map(([code, { level, means, cure }]) => `### ${code}\n\n${level}. ${means}\n\n${cure}`).join('\n\n')}
`
}

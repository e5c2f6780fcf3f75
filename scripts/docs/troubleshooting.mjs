// @ts-check
import { toTable } from './markdown.mjs'
import { importSource } from './source.mjs'

/** @type {typeof import('../../packages/cli/src/doctor/findings.js')} */
const { documented: findings, toLink: toPage } = await importSource('packages/cli/src/doctor/findings.ts')

/** @type {typeof import('../../packages/cli/src/doctor/to-text.js')} */
const { toText } = await importSource('packages/cli/src/doctor/to-text.ts')

/** Symptoms, with the findings that may be the cause, or a sentence with a link. */
const symptoms = [
  ['“Webhook validation handshake failed”', ['VALIDATION_NOT_ECHOED', 'CORS_IN_FRONT', 'TOO_SLOW']],
  [
    '“The attempt to validate the provided endpoint … failed”, with a link to esvalidation',
    ['NEEDS_ACCEPT', 'NOT_FOUND', 'KEY_REFUSED', 'TLS_SELF_SIGNED'],
  ],
  ['The subscription stays `AwaitingManualAction`', ['VALIDATION_EMPTY', 'VALIDATION_PASCAL_CASE']],
  ['Event Grid schema works, CloudEvents do not', ['CORS_IN_FRONT', 'NO_OPTIONS_ROUTE', 'AUTH_IN_FRONT']],
  [
    'It works with curl or Postman, but not with Event Grid',
    ['NEEDS_ACCEPT', 'CONTENT_TYPE_EXACT', 'REDIRECT'],
  ],
  ['`req.body` is `undefined` or `{}`', ['CLOUDEVENTS_NOT_PARSED']],
  ['Small deliveries arrive, but large ones in busy hours are missing', ['BODY_LIMIT', 'BURST_REFUSED']],
  [
    'The same events are delivered again and again',
    ['TOO_SLOW', 'UNKNOWN_TYPE_REFUSED', 'BAD_EVENT_LOSES_BATCH'],
  ],
  ['Events are dead-lettered or lost after one attempt', ['KEY_REFUSED', 'FORBIDDEN', 'UNEXPECTED_ANSWER']],
  [
    'Deliveries are answered 431, and your app logs nothing',
    'the [delivery properties](adapters.md#delivery-properties) are larger than your server allows',
  ],
  [
    'The subscription exists, but no event ever arrives',
    'the [service mode](checklist.md) of SignalR is not Serverless, or the subscription filters out the event types: [which step failed](azure.md#which-step-failed)',
  ],
]

/** @param {string} code */
const toLink = (code) => `[${code}](#${code.toLowerCase()})`

/** A report on a webhook behind `cors()`, as `doctor` prints it. */
function toSample() {
  const code = /** @type {const} */ ('CORS_IN_FRONT')
  const schemas = /** @type {const} */ (['cloudevents'])
  const check = { id: 'black-box-options', schema: schemas[0], level: findings[code].level }
  const evidence =
    'OPTIONS → 204, no WebHook-Allowed-Origin, Access-Control-Allow-Methods: GET,HEAD,PUT,PATCH,POST,DELETE'
  const finding = { ...findings[code], code, evidence, link: toPage(code), schemas, checks: [check.id] }
  const checks = [{ ...check, passed: false }]
  return toText({ url: '', ok: false, schemas: [], findings: [finding], checks }, (_, text) => text, 80)
}

/** Generates the page about problems of a webhook. */
export function toTroubleshooting() {
  const entries = Object.entries(findings)
  return `# Why does my subscription not validate?

<!-- Generated from packages/cli/src/doctor/findings by \`pnpm docs:write\`. Change it there. -->

\`\`\`sh
npx @signalr-events/cli doctor 'https://example.com/events?key=<key>' --schema cloudevents
\`\`\`

\`\`\`
Examining https://example.com/events?key=… as Event Grid would. Events of the
user signalr-events-doctor in the hub doctor reach its handlers. Some requests
must be rejected, so its log reports errors.

${toSample()}
\`\`\`

![doctor finds out that cors() is mounted before the webhook](recordings/doctor.svg)

\`doctor\` sends requests as Event Grid does: without \`Accept\` and \`User-Agent\`, and without following redirects. It
needs no Azure, and it works with any webhook. It runs the [black-box checks](guarantees.md#black-box-checks) and reports
causes instead of symptoms: if a request is rejected, it sends variations of the request to find out why.

The exit code is 0 if no MUST check failed, 1 if one failed, and 2 if the command line is invalid. \`--json\` prints the
same report as JSON. Values of the query and of \`--header\` are never printed if they have four characters or more.

Name the schema of your subscription with \`--schema eventgrid\` or \`--schema cloudevents\`. Without \`--schema\`, both
handshakes must work.

The events of \`doctor\` reach your handlers. They have the user \`signalr-events-doctor\` and the hub of \`--hub\`, and each
\`connected\` event is followed by its \`disconnected\` event. \`--handshake-only\` sends no events. Some requests must be
rejected, so your log will report missing keys and invalid events. If the webhook has allow-lists, use \`--source\` and
\`--subscription\`. \`doctor\` sees answers only: what handlers do with an event is described in
[guarantees](guarantees.md).

## What you see

${toTable([
  ['What you see', 'Possible causes'],
  ...symptoms.map(([seen, causes]) => [
    String(seen),
    Array.isArray(causes) ? causes.map(toLink).join(', ') : String(causes),
  ]),
])}

Microsoft's page about this:
[Troubleshoot subscription validations](https://learn.microsoft.com/azure/event-grid/troubleshoot-subscription-validation).

## Findings

MUST: events do not arrive, or some are lost. SHOULD: a recommendation.

${entries.map(([code, { level, description, fix }]) => `### ${code}\n\n${level}. ${description}\n\n${fix}`).join('\n\n')}
`
}

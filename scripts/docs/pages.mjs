// @ts-check
import { failures } from '@signalr-events/core/failures'
import { judgeDelivery } from '@signalr-events/simulator'
import { checks, outsideChecks } from '@signalr-events/testing/conformance'
import { toEmulator } from './emulator.mjs'
import { toTable } from './markdown.mjs'
import { toTroubleshooting } from './troubleshooting.mjs'

/**
 * The pages that are generated from the packages as built: text by path.
 *
 * @returns {Record<string, string>}
 */
export function generatePages() {
  return {
    'docs/guarantees.md': toGuarantees(),
    'docs/errors.md': toErrors(),
    'docs/troubleshooting.md': toTroubleshooting(),
    'docs/emulator.md': toEmulator(),
  }
}

function toGuarantees() {
  return `# Guarantees

<!-- Generated from packages/testing/src/conformance by \`pnpm docs:write\`. Change it there. -->

Each line is a conformance check: a few requests, and what must come of them. Every check runs on every adapter,
in every way to mount it, in the tests and on the packages as published. MUST: without it, events are lost or
wrong. SHOULD: without it, the receiver is merely less useful. An id never changes its meaning.

What a body parser in front takes away is in [adapters](adapters.md#restrictions).

${toList(checks)}

## Seen from outside

These checks need no inside view: answers alone decide them, on any receiver, whoever wrote it. \`signalr-events doctor\`
runs them, and names the [culprit](troubleshooting.md).

${toList(outsideChecks)}
`
}

/** @param {readonly Pick<import('@signalr-events/testing/conformance').Check, 'id' | 'level' | 'title' | 'source'>[]} list */
function toList(list) {
  return list
    .map(
      ({ id, level, title, source }) =>
        `- <a id="${id}"></a>**${id}** (${level}): ${toText(title)} ([source](${source}))`,
    )
    .join('\n')
}

function toErrors() {
  const entries = Object.entries(failures)
  return `# Errors

<!-- Generated from packages/core/src/errors.ts and failures.ts by \`pnpm docs:write\`. Change it there. -->

\`onError\` gets a \`WebhookError\` with one of these codes:

\`\`\`ts
signalrEvents(handlers, {
  onError({ code, message, cause }, { delivery, event }) {
    console.error(code, message, cause, delivery.subscription, event?.connectionId)
  },
})
\`\`\`

Without it, the first three go to \`console.error\`. The sender gets the status and \`{"error":"<code>"}\`, and nothing
else. When several events of a delivery fail, the first handler that failed decides the answer. When none did, and no
event of the delivery is good, the first that was refused decides it.

Event Grid never retries 400, 401, 403 and 413: it dead-letters the events, or drops them. So these statuses stand
only where a retry could not help; a fault of the server, of a handler or of something that they depend on is a 500
or 503, and the delivery comes again.

Programs find all of this as \`failures\` of \`@signalr-events/core/failures\`.

${toTable([
  ['Code', 'Status', 'Does Event Grid retry?'],
  ...entries.map(([code, { status }]) => [
    `[${code}](#${code.toLowerCase()})`,
    String(status ?? '–'),
    toRetry(status),
  ]),
])}

${entries.map(([code, { description, fix }]) => `## ${code}\n\n${description}\n\n${fix}`).join('\n\n')}
`
}

/** A name like `__proto__` is no emphasis. @param {string} title */
function toText(title) {
  return title.replaceAll(/__\w+__/g, '`$&`')
}

/** @param {number | null} status */
function toRetry(status) {
  if (status === null) return 'The failure is reported and changes no answer'
  const verdict = judgeDelivery(status)
  return verdict.state === 'retried' ? `After ${verdict.delay / 1000} seconds or more` : '**Never**'
}

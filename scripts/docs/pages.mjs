// @ts-check
import { failures } from '@signalr-events/core/failures'
import { classifyDelivery } from '@signalr-events/simulator'
import { blackBoxChecks, checks } from '@signalr-events/testing/conformance'
import { adapters } from '../shared/packages.mjs'
import { toEmulator } from './emulator.mjs'
import { replaceTable, toDecisions, toReferences } from './lists.mjs'
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
    'docs/decisions/README.md': toDecisions(),
    'README.md': replaceTable('README.md', toInstallTable()),
    'docs/adapters.md': replaceTable('docs/adapters.md', toAdapterTable()),
    'tsconfig.json': toReferences('tsconfig.json'),
    'tsconfig.tests.json': toReferences('tsconfig.tests.json'),
  }
}

const rows = Object.entries(adapters)

function toInstallTable() {
  return toTable([
    ['Framework', 'Install', 'Mount', 'Tested with'],
    ...rows.map(([name, { title, mount, testedWith }]) => [
      `[${title}](packages/${name}/README.md)`,
      `\`npm install @signalr-events/${name}\``,
      mount,
      testedWith,
    ]),
  ])
}

function toAdapterTable() {
  return toTable([
    ['', '`context.native`', 'Body that something in front has read'],
    ...rows.map(([name, { title, native, bodyRead }]) => [
      `[${title}](../packages/${name}/README.md)`,
      native,
      bodyRead,
    ]),
  ])
}

function toGuarantees() {
  return `# Guarantees

<!-- Generated from packages/testing/src/conformance by \`pnpm docs:write\`. Change it there. -->

Each line is one conformance check. Every check runs on every adapter, in every way to mount it, and on the published
packages.

- **MUST**: without it, a receiver loses or corrupts events.
- **SHOULD**: without it, a receiver is less useful.

An id never changes its meaning. A body parser in front of the webhook changes some of this:
[restrictions](adapters.md#restrictions).

${toList(checks)}

## Black-box checks

These checks read answers only, so they run against any Event Grid webhook. \`signalr-events doctor\` runs them and
[names the cause](troubleshooting.md) of each failure.

${toList(blackBoxChecks)}
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

\`onError\` receives a \`WebhookError\` with one of these codes:

\`\`\`ts
signalrEvents(handlers, {
  onError({ code, message, cause }, { delivery, event }) {
    console.error(code, message, cause, delivery.subscription, event?.connectionId)
  },
})
\`\`\`

Without \`onError\`, the code, the message and the cause go to \`console.error\`. The sender receives the status and
\`{"error":"<code>"}\`, and nothing else.

If several events of a delivery fail, the first failed handler determines the answer. If no handler failed and no event
of the delivery was valid, the first invalid event determines it.

Event Grid never retries 400, 401, 403 and 413: it dead-letters the events, or drops them if no dead-letter destination
is configured. Therefore the webhook answers with these statuses only if a retry could not help. If the server, a
handler or a dependency fails, the answer is 500 or 503, and Event Grid retries.

The same table is available in code: \`failures\` of \`@signalr-events/core/failures\`.

${toTable([
  ['Code', 'Status', 'Does Event Grid retry?', 'Log level'],
  ...entries.map(([code, { status, level }]) => [
    `[${code}](#${code.toLowerCase()})`,
    String(status ?? '–'),
    toRetry(status),
    level,
  ]),
])}

${entries.map(([code, { description, fix }]) => `## ${code}\n\n${description}\n\n${fix}`).join('\n\n')}
`
}

/** Marks names like `__proto__` as code: Markdown would make them bold. @param {string} title */
function toText(title) {
  return title.replaceAll(/__\w+__/g, '`$&`')
}

/** @param {number | null} status */
function toRetry(status) {
  if (status === null) return 'Reported only: the answer does not change'
  const outcome = classifyDelivery(status)
  return outcome.state === 'retried' ? `After ${outcome.delay / 1000} seconds or more` : '**Never**'
}

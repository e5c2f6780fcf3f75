// @ts-check
import { toTable } from './markdown.mjs'
import { importSource } from './source.mjs'

const source = (/** @type {string} */ file) => importSource(`packages/emulator/src/${file}.ts`)

/** @type {typeof import('../../packages/emulator/src/imitation.js')} */
const { guesses, imitated, notImitated } = await source('imitation')
/** @type {typeof import('../../packages/emulator/src/rest/operations.js')} */
const { operations } = await source('rest/operations')
/** @type {typeof import('../../packages/emulator/src/reasons.js')} */
const { toErrorMessage } = await source('reasons')

/** Why connections end, and what their clients receive. */
const reasons = /** @type {const} */ ([
  ['client-close', 'The client stops', '–'],
  ['transport-closed', 'Server-sent events end, cleanly or not', '–'],
  ['transport-lost', 'A WebSocket is lost', '–'],
  ['client-timeout', 'The client is silent for `connectionTimeout`', 'Close with an error, may reconnect'],
  ['poll-timeout', 'No poll arrives for `pollGrace`', '–'],
  ['rest-close', 'The REST API or `close()`', 'Close with the reason, may reconnect'],
  ['protocol-error', 'The client sends something that is not a message', 'Close with an error'],
  ['token-expired', 'The token expires, with the claim `asrs.s.coae`', 'Close with an error, may reconnect'],
  ['service-stopped', '`stop()` or `restart()`', 'Close; may reconnect after `restart`'],
  ['dropped', '`drop()`', 'A cut'],
])

/** @param {import('../../packages/emulator/src/rest/operations.js').Style | undefined} style */
function toCall(style) {
  if (style === undefined) return ['–', '–']
  const [path = ''] = style.paths
  return [`${style.methods.join(', ')} \`${path}\``, String(style.status)]
}

/** The page of the local SignalR Service. */
export function toEmulator() {
  return `# A local Azure SignalR Service

<!-- Generated from scripts/docs/emulator.mjs and packages/emulator/src by \`pnpm docs:write\`. Change it there. -->

\`@signalr-events/emulator\` is Azure SignalR Service in serverless mode, in the process of your test or app. Real
\`@microsoft/signalr\` clients connect to it, in Node and in browsers. It publishes their Event Grid events, which
[\`startEventGrid\`](testing.md#time-retries-and-faults) delivers to your webhook with retries and faults.

It is not made by Microsoft, and it is for development and tests only. It is based on public documents and open source, and
**was not compared with a live service**. Guesses are [listed](#what-is-a-guess).

\`\`\`
app ── connection string ──→ negotiate, REST ─┐
@microsoft/signalr ── WebSockets, SSE, polls ─┴─ startSignalRService ── publish ──→ startEventGrid ──→ your webhook
\`\`\`

To run it from a shell, with a page and two clients, use [\`signalr-events dev\`](local.md#with-real-clients). This page is
about the library.

## Start it

\`\`\`sh
npm install --save-dev @signalr-events/emulator @signalr-events/simulator
\`\`\`

\`\`\`ts
import { createServiceClient } from '@signalr-events/management'
import { startSignalRService } from '@signalr-events/emulator'

const service = await startSignalRService()

// The connection string works in any app or SDK. Put it into the environment of your app.
const chat = createServiceClient(service.connectionString).hub('chat')
const { url } = await chat.negotiate({ userId: 'ada' })
console.log(url === \`\${service.endpoint}/client/?hub=chat\`) // true
await service.stop()
\`\`\`

It listens on 127.0.0.1 and any free port. Microsoft's emulator uses port 8888; its access key is the default here. The
connection string has the port in \`Endpoint\`, since some code ignores \`Port\`.

## Test with it

This test has a real client, an Express app, and a clock that you advance. A day of retries passes at once, and the client
stays connected.

\`\`\`ts
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr'
import { startSignalRService } from '@signalr-events/emulator'
import { signalrEvents } from '@signalr-events/express'
import { manualClock, startEventGrid } from '@signalr-events/simulator'
import express from 'express'
import { expect, test } from 'vitest'

test('a user is online, although the database was down at first', async () => {
  let failures = 2
  const online = new Set<string | undefined>()
  const app = express().use(
    signalrEvents(
      {
        connected({ userId }) {
          if (failures-- > 0) throw new Error('the database is down')
          online.add(userId)
        },
        disconnected: ({ userId }) => void online.delete(userId),
      },
      { path: '/events', onError() {} },
    ),
  )
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const endpoint = \`http://127.0.0.1:\${(server.address() as AddressInfo).port}/events\`

  const clock = manualClock()
  const eventGrid = await startEventGrid({ clock, subscriptions: [{ endpoint }] })
  const service = await startSignalRService({ eventGrid })

  const { url, accessToken } = await service.negotiate({ hub: 'chat', userId: 'ada' })
  const client = new HubConnectionBuilder()
    .withUrl(url, { accessTokenFactory: () => accessToken })
    .configureLogging(LogLevel.None)
    .build()
  await client.start()
  await clock.advance('1m')
  expect([...online]).toEqual(['ada'])

  service.drop({ userId: 'ada' })
  await clock.advance('1m')
  expect([...online]).toEqual([])

  await service.stop()
  await eventGrid.stop()
  server.close()
})
\`\`\`

Only Event Grid uses this clock. Clients, pings and timeouts of the service use real time.

## Inject failures

\`which\` is the id of a connection, or any of \`{ hub, userId, transport }\`.

${toTable([
  ['What happens in Azure', 'Here'],
  ['A connection is lost', '`drop(which)`'],
  ['A machine of the service is lost: no disconnected event', '`drop(which, { event: false })`'],
  ['A disconnected event for a client that is connected', '`misreport(which)`'],
  ['The network drops all packets, and no side has noticed yet', "`freeze(which)`, `freeze(which, '20s')`"],
  ['Negotiate is throttled, refused, fails or hangs', "`refuse(times)`, with `401`, `500` or `'hang'`"],
  ['The service restarts', "`restart()`, `restart({ away: '5s' })`"],
  ['The service crashes: no events', '`restart({ events: false })`'],
  ['An app closes connections', '`close(which, reason)`'],
  ['Events are duplicated, late, out of order or lost', '`faults` of `startEventGrid`'],
])}

\`connections(which)\` lists connections, \`waitFor(which)\` resolves with the first that is open or opens, and \`onConnection\` is called for every
connection that opens and, with the reason, for every one that ends.

## When a client does not connect

\`onWarning\`, by default the console, receives the reason: which claim of a token is invalid, its value, and the expected
value. The client gets one sentence. Warnings contain no keys and no tokens.

A \`connectionTimeout\` below 15 s disconnects clients with default options, which ping every 15 s. Set their
\`keepAliveIntervalInMilliseconds\` too.

## Who can reach it

Only programs on this machine. It listens on loopback, and answers only the \`Host\` names \`localhost\`, \`127.0.0.1\`,
\`[::1]\` and that of \`publicUrl\`, which prevents DNS rebinding. Another \`host\` without \`accessKeys\` is a \`TypeError\`, since
the default key is public. Pages of any origin may connect as clients, as with Azure; they need a token. Do not use it in
production.

## How connections end

\`errorMessage\` is a member of the disconnected event. The texts differ from Azure's.

${toTable([
  ['Reason', 'When', 'The client gets', '`errorMessage`'],
  ...reasons.map(([reason, when, client]) => [
    `\`${reason}\``,
    when,
    client,
    reason === 'rest-close'
      ? 'The reason, if there is one'
      : (toErrorMessage(reason, 'WebSockets', { connectionTimeout: 30_000 }) ?? 'None'),
  ]),
])}

If a client sends a Close message with an error, the event has that error. Dropped clients with server-sent events have
none.

## What is imitated

${toTable([['Behavior', 'Here'], ...imitated.map(({ title, here }) => [title, here])])}

## What is not imitated

${notImitated.map((each) => `- ${each}`).join('\n')}

## What is a guess

Microsoft does not document this behavior, or its documents disagree. If there is an option, it changes the behavior.

${toTable([
  ['Behavior', 'Here', 'Why it is a guess', 'Option'],
  ...guesses.map(({ title, here, why, option }) => [
    title,
    here,
    why,
    option === undefined ? '–' : `\`${option}\``,
  ]),
])}

## REST API

Below \`/api/v1\` in version 1, and below \`/api\` with \`?api-version=\` from 2022-06-01 on. Paths with two members, such as
a group and a connection, work in both orders. An unknown version counts as the newest.

${toTable([
  ['Operation', 'Version 1', 'Status', '2022-06-01 and later', 'Status', 'Since', '404 with'],
  ...operations.map(({ title, v1, now, since, notFound }) => [
    title,
    ...toCall(v1),
    ...toCall(now),
    since ?? '–',
    notFound === undefined ? '–' : `\`${notFound}\``,
  ]),
])}

Bodies are JSON of at most 1 MB, with names in any case. A failure of version 1 is text. Later it is
\`{ code, message }\`, and the code is also in \`x-ms-error-code\`.

## Memory and CPU

\`pnpm deep emulator\` connects 5,000 real WebSocket clients to one service and prints memory and CPU per client.
`
}

import { type SignalRService, startSignalRService } from '@signalr-events/emulator'
import { exitCodes } from '../exit.js'
import { createRedaction } from '../redaction.js'
import { listenForStopSignals } from '../stop-signals.js'
import { UsageError } from '../usage-error.js'
import { createActions } from './actions.js'
import { toClient } from './activity.js'
import { toConnectionString } from './connection-string.js'
import { createJournal, type Journal } from './journal.js'
import { createKeys } from './keys.js'
import type { DevOptions } from './options.js'
import { startPage } from './page/server.js'
import { createJsonReport, createTextReport } from './report.js'
import { createSubscription, type Subscription } from './subscription.js'

/** Prints the connection string of the service that these options start. Returns the exit code. */
export function printConnectionString({ port, accessKey }: DevOptions): number {
  if (port === 0)
    throw new UsageError(
      '--connection-string needs a port: with --port 0, it is not known before the service starts',
    )
  process.stdout.write(`${toConnectionString(port, accessKey)}\n`)
  return exitCodes.ok
}

/**
 * Runs a SignalR Service and an Event Grid for a webhook until it is stopped. Resolves with the exit code.
 *
 * @throws {UsageError} if a port is in use, or the access key or the hub is invalid
 */
export async function runDev(url: URL, options: DevOptions): Promise<number> {
  const journal = createJournal()
  const keyboard = process.stdin.isTTY && process.stdout.isTTY && !options.json ? process.stdin : undefined
  journal.subscribe(
    options.json
      ? createJsonReport(process.stdout)
      : createTextReport(process.stdout, keyboard !== undefined),
  )
  const subscription = createSubscription(url, options, journal)
  const closing: (() => Promise<void>)[] = [subscription.stop]
  try {
    const service = await startService(options, journal, subscription)
    const ending = new AbortController()
    closing.unshift(() => {
      ending.abort()
      return service.stop()
    })
    await checkHub(service, options)
    const actions = createActions(service, journal, ending.signal)
    const webhook = createRedaction(url, options.header).url
    const page = options.page
      ? await startPage({ service, actions, journal, hub: options.hub }, options.pagePort).catch(
          rethrowInUse('--page-port', options.pagePort),
        )
      : undefined
    if (page !== undefined) closing.push(page.close)
    const { connectionString, endpoint } = service
    // First of all, what to paste.
    journal.record({ type: 'ready', webhook, service: endpoint, page: page?.url, connectionString })
    subscription.start()
    await waitForStop(keyboard, createKeys(service, actions))
  } finally {
    for (const close of closing) await close()
  }
  const code = subscription.isReady() ? exitCodes.ok : exitCodes.failed
  // A handshake without an answer would keep the process until its timeout.
  if (subscription.isStarting()) process.exit(code)
  return code
}

/** @throws {UsageError} if no hub can have this name */
async function checkHub(service: SignalRService, { hub }: DevOptions): Promise<void> {
  try {
    await service.negotiate({ hub })
  } catch {
    throw new UsageError('--hub: no hub can have this name')
  }
}

async function waitForStop(
  keyboard: typeof process.stdin | undefined,
  onKey: (key: string) => void,
): Promise<void> {
  const { signal, close } = listenForStopSignals(keyboard, onKey)
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  // From here on, Ctrl-C ends the process as usual.
  close()
}

function startService(
  { port, accessKey }: DevOptions,
  { record }: Journal,
  eventGrid: Subscription,
): Promise<SignalRService> {
  return startSignalRService({
    ...{ port, eventGrid },
    ...(accessKey !== undefined && { accessKeys: [accessKey] }),
    onWarning: ({ code, message }) => record({ type: 'warning', code, message }),
    onConnection: (change) =>
      record(
        change.type === 'open'
          ? { type: 'open', ...toClient(change.connection) }
          : { type: 'gone', ...toClient(change.connection), reason: change.reason },
      ),
  }).catch(rethrowInUse('--port', port))
}

/** Explains why a port is not available. */
function rethrowInUse(option: string, port: number): (error: unknown) => never {
  return (error) => {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE')
      throw new UsageError(
        `port ${port} is in use: another signalr-events dev or Microsoft's emulator may run; ${option} takes another`,
      )
    if (code === 'EACCES') throw new UsageError(`port ${port} needs permissions; ${option} takes another`)
    throw error
  }
}

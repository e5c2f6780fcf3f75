import type { DeliverySchema } from '@signalr-events/core'
import { Command } from 'commander'
import { exitCodes, type Finish } from '../exit.js'
import type { Headers } from '../headers.js'
import {
  headerOption,
  jsonOption,
  schemaOption,
  subscriptionOption,
  timeoutOption,
  urlArgument,
} from '../options.js'
import { createPaint } from '../paint.js'
import { createRedaction } from '../redaction.js'

interface DoctorOptions {
  readonly schema?: DeliverySchema
  readonly source?: string
  readonly subscription?: string
  readonly hub: string
  readonly header: Headers
  /** In seconds. */
  readonly timeout: number
  readonly handshakeOnly?: true
  readonly json?: true
}

const examples = `
Examples:
  $ signalr-events doctor 'https://example.com/events?key=secret'
  $ signalr-events doctor https://example.com/events --schema cloudevents -H 'x-events-key: secret'

Exit codes: 0 no fault was found, 1 one was, 2 the command cannot be understood.`

/** `signalr-events doctor`: examines a webhook. */
export function doctorCommand(finish: Finish): Command {
  return new Command('doctor')
    .description('Examines a webhook as Event Grid would, and says why it does not work.')
    .addArgument(urlArgument())
    .addOption(schemaOption('of the subscription (default: both must work)'))
    .option('--source <resource id>', 'the SignalR Service, if the webhook has a list of them')
    .addOption(subscriptionOption('the event subscription, if the webhook has a list of them'))
    .option('--hub <name>', 'the hub of the events that are sent', 'doctor')
    .addOption(headerOption())
    .addOption(timeoutOption())
    .option('--handshake-only', 'send no events, which would reach the handlers')
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (url: URL, options: DoctorOptions) => {
      const { json = false, hub, header: headers, timeout, handshakeOnly = false, ...rest } = options
      if (!json) console.log(toHead(url, options))
      // What takes long to load is loaded when the first line is out.
      const [{ examine }, { toText }] = await Promise.all([import('./examine.js'), import('./to-text.js')])
      const times = { timeoutMs: timeout * 1000, holdMs: 1000 }
      const report = await examine(url, { ...rest, ...times, hub, headers, handshakeOnly, onProgress })
      onProgress('')
      console.log(json ? JSON.stringify(report, null, 2) : toText(report, createPaint(process.stdout)))
      finish(report.ok ? exitCodes.ok : exitCodes.failed)
    })
}

function toHead(url: URL, { hub, header, handshakeOnly }: DoctorOptions): string {
  const reach = handshakeOnly
    ? 'No events are sent.'
    : `Events of a user signalr-events-doctor in hub ${hub} reach its handlers.`
  return `Examining ${createRedaction(url, header).url} as Event Grid would. ${reach}\n`
}

/** Overwrites what is under way, where somebody watches. */
function onProgress(title: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${title}`)
}

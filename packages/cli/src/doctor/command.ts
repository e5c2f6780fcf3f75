import type { DeliverySchema } from '@signalr-events/core'
import { Command, Option } from 'commander'
import { exitCodes, type Finish } from '../exit.js'
import type { Headers } from '../headers.js'
import {
  headerOption,
  jsonOption,
  parseText,
  schemaOption,
  sourceOption,
  subscriptionOption,
  timeoutOption,
  urlArgument,
} from '../options.js'
import { createPaint } from '../paint.js'
import { createRedaction } from '../redaction.js'
import { toWidth, wrap } from '../wrap.js'
import { createProgressLine } from './progress.js'

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

const help = `
Examples:
  $ signalr-events doctor https://example.com/events \\
      --schema cloudevents -H 'x-events-key: secret'
  $ signalr-events doctor \\
      'https://example.com/events?key=secret'

Exit codes:
  0    the webhook has no problem that must be fixed
  1    the webhook has a problem that must be fixed (MUST)
  2    the command line is invalid
  130  you pressed Ctrl-C`

/** Creates the command `signalr-events doctor`, which examines a webhook. */
export function doctorCommand(finish: Finish): Command {
  return new Command('doctor')
    .summary('examine a webhook, and report what is wrong and how to fix it')
    .description(
      'Examine a webhook as Event Grid would, and report what is wrong and how to fix it. Some of its requests are invalid, and a webhook must reject them.',
    )
    .addArgument(urlArgument())
    .addOption(schemaOption('schema of the event subscription').default(undefined, 'both'))
    .addOption(
      sourceOption('generated', 'Azure resource id of the SignalR Service, if the webhook checks it'),
    )
    .addOption(
      subscriptionOption('name of the event subscription, if the webhook checks it').default(
        undefined,
        'mysub',
      ),
    )
    .addOption(new Option('--hub <name>', 'hub of the events').default('doctor').argParser(parseText))
    .addOption(headerOption())
    .addOption(timeoutOption())
    .option('--handshake-only', 'send handshakes only, so that no event reaches the handlers')
    .addOption(jsonOption())
    .addHelpText('after', help)
    .action(async (url: URL, options: DoctorOptions) => {
      const { json = false, hub, header: headers, timeout, handshakeOnly = false, ...rest } = options
      const width = toWidth(process.stdout)
      if (!json) console.log(`${wrap(toHead(url, options), width)}\n`)
      // Loaded here, so that the first line appears at once.
      const [{ examine }, { toText }] = await Promise.all([import('./examine.js'), import('./to-text.js')])
      const times = { timeoutMs: timeout * 1000, holdMs: 1000 }
      const progress = createProgressLine(process.stderr)
      const settings = { ...rest, ...times, hub, headers, handshakeOnly, onProgress: progress.show }
      const report = await examine(url, settings).finally(progress.clear)
      console.log(json ? JSON.stringify(report, null, 2) : toText(report, createPaint(process.stdout), width))
      finish(report.ok ? exitCodes.ok : exitCodes.failed)
    })
}

function toHead(url: URL, { hub, header, handshakeOnly }: DoctorOptions): string {
  const effect = handshakeOnly
    ? 'No events are sent.'
    : `Events of the user signalr-events-doctor in the hub ${hub} reach its handlers. Some requests must be rejected, so its log reports errors.`
  return `Examining ${createRedaction(url, header).url} as Event Grid would. ${effect}`
}

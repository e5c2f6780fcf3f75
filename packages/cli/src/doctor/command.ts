import type { DeliverySchema } from '@signalr-events/core'
import { Command, Option } from 'commander'
import { exitCodes, type Finish } from '../exit.js'
import { type Headers, headerOption, jsonOption, parseUrl, toNumber } from '../options.js'
import { redactUrl } from './redact.js'

interface DoctorOptions {
  readonly schema?: DeliverySchema
  readonly source?: string
  readonly subscription?: string
  readonly hub: string
  readonly header: Headers
  readonly timeout: number
  readonly handshakeOnly?: true
  readonly json?: true
}

/** `signalr-events doctor`. */
export function doctorCommand(finish: Finish): Command {
  return new Command('doctor')
    .description('Examines a webhook as Event Grid would, and says why it does not work.')
    .argument('<url>', 'the endpoint URL of the event subscription, with its query', parseUrl)
    .addOption(
      new Option(
        '--schema <schema>',
        'the schema of the subscription (default: either, one must work)',
      ).choices(['eventgrid', 'cloudevents']),
    )
    .option('--source <id>', 'the Azure resource id that events come from, if the webhook has a list of them')
    .option('--subscription <name>', 'the name of the event subscription, if the webhook has a list of them')
    .option('--hub <name>', 'the hub of the events that are sent', 'doctor')
    .addOption(headerOption())
    .option('--timeout <seconds>', 'how long to wait for an answer', toNumber(0.1, 3600), 30)
    .option('--handshake-only', 'send no events, which would reach the handlers')
    .addOption(jsonOption())
    .action(async (url: URL, options: DoctorOptions) => {
      const { json = false, hub, header: headers, timeout, handshakeOnly = false, ...rest } = options
      const reach = handshakeOnly
        ? 'No events are sent.'
        : `Events of a user signalr-events-doctor in hub ${hub} reach its handlers.`
      if (!json) console.log(`Examining ${redactUrl(url)} as Event Grid would. ${reach}\n`)
      // What takes long to load is loaded when the first line is out.
      const [{ examine }, { toText }] = await Promise.all([import('./examine.js'), import('./to-text.js')])
      const timeoutMs = timeout * 1000
      const report = await examine(url, { ...rest, hub, headers, timeoutMs, handshakeOnly, onProgress })
      onProgress('')
      console.log(json ? JSON.stringify(report, null, 2) : toText(report, isColored()))
      finish(report.ok ? exitCodes.ok : exitCodes.failed)
    })
}

/** Overwrites what is under way, where somebody watches. */
function onProgress(title: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${title}`)
}

/** @see https://no-color.org */
function isColored(): boolean {
  return process.stdout.isTTY === true && !process.env['NO_COLOR']
}

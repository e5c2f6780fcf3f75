import { Command, Option } from 'commander'
import type { Finish } from '../exit.js'
import {
  headerOption,
  jsonOption,
  schemaOption,
  sourceOption,
  subscriptionOption,
  timeoutOption,
  toWholeNumber,
  urlArgument,
} from '../options.js'
import type { SendOptions } from './options.js'

const help = `
Examples:
  $ signalr-events send http://localhost:3000/events
  $ signalr-events send http://localhost:3000/events \\
      --hub chat --user ada -H 'x-events-key: secret'
  $ signalr-events send http://localhost:3000/events \\
      --type disconnected --error 'Internal server error.'
  $ signalr-events send http://localhost:3000/events \\
      --file dead-letters.json

Exit codes:
  0    everything was accepted
  1    the handshake or a delivery failed
  2    the command line or the file is invalid
  130  it was interrupted`

/** The fields of the generated event. They conflict with `--file`. */
const eventOptions: readonly Option[] = [
  new Option('--type <type>', 'type of the event')
    .choices(['connected', 'disconnected'])
    .default('connected'),
  new Option('--hub <name>', 'hub (default: chat)'),
  new Option('--user <id>', 'user (default: generated)'),
  new Option('--anonymous', 'event of an anonymous client').conflicts('user'),
  new Option('--connection <id>', 'connection (default: generated)'),
  new Option('--error <message>', 'why the connection was closed').implies({ type: 'disconnected' }),
  new Option('--id <id>', 'id of the event (default: generated)'),
  sourceOption('generated'),
]

const deliveryOptions: readonly Option[] = [
  schemaOption('schema of the event (default: eventgrid); with --file, of the handshake'),
  subscriptionOption('event subscription (default: mysub)'),
  new Option('--attempt <n>', 'number of attempts before this one').default(0).argParser(toWholeNumber(0)),
  new Option('--file <path>', 'send the events or dead letters of a file, or of stdin (-)').conflicts(
    eventOptions.map((option) => option.attributeName()),
  ),
  new Option('--batch <n>', 'maximum events per request, with --file')
    .default(1)
    .argParser(toWholeNumber(1, 5000)),
  new Option('--no-handshake', 'deliver without a handshake'),
  new Option('--as <sender>', 'who sends it; a Logic App sends no handshake')
    .choices(['event-grid', 'logic-app'])
    .default('event-grid'),
  headerOption(),
  timeoutOption(),
  jsonOption(),
]

/** Creates the command `signalr-events send`: a handshake, then one delivery, or the deliveries of a file. */
export function sendCommand(finish: Finish): Command {
  const command = new Command('send')
    .description('Send a handshake to a webhook as Event Grid does, then one event, or the events of a file.')
    .addArgument(urlArgument())
    .addHelpText('after', help)
    .action(async (url: URL, options: SendOptions) => {
      // Loaded here, so that --help is fast.
      const { runSend } = await import('./run.js')
      finish(await runSend(url, options))
    })
  for (const option of [...eventOptions, ...deliveryOptions]) command.addOption(option)
  return command
}

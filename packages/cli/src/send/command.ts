import { Command, InvalidArgumentError, Option } from 'commander'
import type { Finish } from '../exit.js'
import {
  headerOption,
  jsonOption,
  parseText,
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
  0    the webhook accepted everything
  1    the handshake or a delivery failed
  2    the command line or the file is invalid
  130  you pressed Ctrl-C`

/** The fields of the generated event. They conflict with `--file`. */
const eventOptions: readonly Option[] = [
  new Option('--type <type>', 'type of the event')
    .choices(['connected', 'disconnected'])
    .default('connected'),
  new Option('--hub <name>', 'hub of the client').default(undefined, 'chat').argParser(parseText),
  new Option('--user <id>', 'user id of the client').default(undefined, 'generated').argParser(parseUser),
  new Option('--anonymous', 'send the event of a client without a user id').conflicts('user'),
  new Option('--connection <id>', 'id of the connection')
    .default(undefined, 'generated')
    .argParser(parseText),
  new Option('--error <message>', 'error message of the event; sets --type disconnected')
    .default(undefined, 'none')
    .implies({ type: 'disconnected' }),
  new Option('--id <id>', 'id of the event').default(undefined, 'generated').argParser(parseText),
  sourceOption('generated'),
]

const deliveryOptions: readonly Option[] = [
  schemaOption('schema of the handshake and the event; events of a file keep theirs').default(
    undefined,
    'that of the file, or eventgrid',
  ),
  subscriptionOption().default(undefined, 'mysub'),
  new Option('--attempt <n>', 'number of earlier attempts, which aeg-delivery-count has')
    .default(0)
    .argParser(toWholeNumber(0, 2 ** 31 - 1)),
  new Option('--file <path>', 'send the events or dead letters of a file; - reads stdin')
    .default(undefined, 'one generated event')
    .conflicts(eventOptions.map((option) => option.attributeName())),
  new Option('--batch <n>', 'maximum number of events per request, with --file')
    .default(1)
    .argParser(toWholeNumber(1, 5000)),
  new Option('--no-handshake', 'send no handshake'),
  new Option('--as <sender>', 'which sender to imitate; a Logic App sends no handshake')
    .choices(['event-grid', 'logic-app'])
    .default('event-grid'),
  headerOption(),
  timeoutOption(),
  jsonOption(),
]

function parseUser(text: string): string {
  if (text === '') throw new InvalidArgumentError('It is empty. A client without a user id is --anonymous.')
  return text
}

/** Creates the command `signalr-events send`: a handshake, then one delivery, or the deliveries of a file. */
export function sendCommand(finish: Finish): Command {
  const command = new Command('send')
    .summary('send a handshake and one event, or the events of a file, to a webhook')
    .description(
      'Send a handshake to a webhook as Event Grid does, then one event, or the events of a file. It ends after the last answer.',
    )
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

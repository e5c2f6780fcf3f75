import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import type { Finish } from '../exit.js'
import { faultsOption, toFaultHelp } from '../faults.js'
import {
  headerOption,
  parseUrl,
  schemaOption,
  sourceOption,
  subscriptionOption,
  timeoutOption,
  toNumber,
  toWholeNumber,
} from '../options.js'
import type { DevOptions } from './options.js'

const help = `${toFaultHelp({ bursts: false })}

Keys for the newest connection:
  d  drop it
  D  drop it without a disconnected event
  m  report it as gone; it stays connected
  f  freeze it, or thaw it if it is frozen

Keys for the service:
  r  restart the service
  R  crash the service: no disconnected events
  q  stop dev, as Ctrl-C does

Examples:
  $ signalr-events dev http://localhost:3000/events
  $ signalr-events dev http://localhost:3000/events \\
      --faults=duplicates,resets=0.1 --time-scale 60
  $ export AzureSignalRConnectionString="$(
      signalr-events dev --connection-string)"

Exit codes:
  0    you stopped it
  1    you stopped it before a handshake succeeded
  2    the command line is invalid, or a port is in use
  130  you pressed Ctrl-C twice`

const serviceOptions: readonly Option[] = [
  new Option('--port <n>', 'port of the service; 0 takes a free one')
    .default(8888)
    .argParser(toWholeNumber(0, 65_535)),
  new Option('--access-key <key>', 'access key of the service')
    .default(undefined, "the public key of Microsoft's emulator")
    .argParser(parseKey),
  new Option('--connection-string', 'print the connection string of the service, and start nothing'),
  new Option('--page-port <n>', 'port of the page; 0 takes a free one')
    .default(8889)
    .argParser(toWholeNumber(0, 65_535)),
  new Option('--no-page', 'serve no page'),
  new Option('--hub <name>', "hub of the page's clients").default('chat'),
]

const subscriptionOptions: readonly Option[] = [
  schemaOption('schema of the events').default('eventgrid'),
  subscriptionOption().default('dev'),
  sourceOption('a resource with the name localhost'),
  headerOption(),
  faultsOption({ bursts: false }),
  new Option(
    '--time-scale <factor>',
    'how many times faster retries and delays are; with 60, a minute takes a second',
  )
    .default(1)
    .argParser(toNumber(1, 1000)),
  timeoutOption(),
  new Option('--json', 'print one line of JSON for each thing that happens'),
]

function parseKey(text: string): string {
  if (!/^[^;\s]+$/.test(text)) throw new InvalidArgumentError('It is empty, or has spaces or semicolons.')
  return text
}

/** Creates the command `signalr-events dev`, which runs a SignalR Service and an Event Grid for a webhook. */
export function devCommand(finish: Finish): Command {
  const command = new Command('dev')
    .summary('run a local SignalR Service, and deliver the events of its clients to a webhook')
    .description(
      'Run a local SignalR Service for real clients, and deliver their events to a webhook as Event Grid does. Press q or Ctrl-C to stop it.',
    )
    .addArgument(
      new Argument(
        '[url]',
        'URL of the webhook: the endpoint of the event subscription, with its query; not needed with --connection-string',
      ).argParser(parseUrl),
    )
    .addHelpText('after', help)
    .action(async (url: URL | undefined, options: DevOptions) => {
      if (url === undefined && !options.connectionString)
        command.error("error: missing required argument 'url': the URL of your webhook")
      // Loaded here, so that --help is fast.
      const { printConnectionString, runDev } = await import('./run.js')
      finish(
        url === undefined || options.connectionString
          ? printConnectionString(options)
          : await runDev(url, options),
      )
    })
  for (const option of [...serviceOptions, ...subscriptionOptions]) command.addOption(option)
  return command
}

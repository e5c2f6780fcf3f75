import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import type { Finish } from '../exit.js'
import { faultsOption } from '../faults.js'
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

const help = `
Keys, for the newest connection:
  d  drop it
  D  drop it without a disconnected event
  m  report that it is gone, although it is connected
  f  freeze it; again: thaw
and for the service:
  r  restart it
  R  let it crash: no disconnected events
  q  quit

Examples:
  $ signalr-events dev http://localhost:3000/events
  $ signalr-events dev http://localhost:3000/events \\
      --faults=duplicates,resets=0.1 --time-scale 60
  $ export AzureSignalRConnectionString="$(
      signalr-events dev --connection-string)"

Exit codes:
  0    it was stopped
  1    it was stopped before a handshake succeeded
  2    the command line is invalid, or a port is in use
  130  a second Ctrl-C ended it`

const serviceOptions: readonly Option[] = [
  new Option('--port <n>', 'port of the service; 0: any free')
    .default(8888)
    .argParser(toWholeNumber(0, 65_535)),
  new Option(
    '--access-key <key>',
    "access key of the service (default: that of Microsoft's emulator)",
  ).argParser(parseKey),
  new Option('--connection-string', 'print the connection string, and start nothing'),
  new Option('--page-port <n>', 'port of the page; 0: any free')
    .default(8889)
    .argParser(toWholeNumber(0, 65_535)),
  new Option('--no-page', 'no page'),
  new Option('--hub <name>', "hub of the page's clients").default('chat'),
]

const subscriptionOptions: readonly Option[] = [
  schemaOption('schema of the events').default('eventgrid'),
  subscriptionOption('event subscription').default('dev'),
  sourceOption('one named localhost'),
  headerOption(),
  faultsOption('inject faults; without a list, a small share of each; see simulate --help', {
    bursts: false,
  }),
  new Option('--time-scale <factor>', 'how much faster retries are; with 60, a minute takes a second')
    .default(1)
    .argParser(toNumber(1, 1000)),
  timeoutOption(),
  new Option('--json', 'print a line of JSON for each thing that happens'),
]

function parseKey(text: string): string {
  if (!/^[^;\s]+$/.test(text)) throw new InvalidArgumentError('It is empty, or has spaces or semicolons.')
  return text
}

/** Creates the command `signalr-events dev`, which runs a SignalR Service and an Event Grid for a webhook. */
export function devCommand(finish: Finish): Command {
  const command = new Command('dev')
    .description(
      'Run a local SignalR Service for real clients, and deliver their events to a webhook as Event Grid does.',
    )
    .addArgument(
      new Argument(
        '[url]',
        'webhook: the endpoint URL of the event subscription, with its query; required without --connection-string',
      ).argParser(parseUrl),
    )
    .addHelpText('after', help)
    .action(async (url: URL | undefined, options: DevOptions) => {
      if (url === undefined && !options.connectionString)
        command.error("error: missing required argument 'url'")
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

import { randomInt } from 'node:crypto'
import { toMs } from '@signalr-events/simulator/duration'
import { Command, Option } from 'commander'
import type { Finish } from '../exit.js'
import { faultsOption, maxUsers } from '../faults.js'
import {
  headerOption,
  jsonOption,
  parseNames,
  schemaOption,
  sourceOption,
  subscriptionOption,
  timeoutOption,
  toDuration,
  toNumber,
  toWholeNumber,
  urlArgument,
} from '../options.js'
import { createRedaction } from '../redaction.js'
import type { SimulateOptions } from './options.js'

const help = `
Faults, each with an optional share from 0 to 1:
  duplicates        events arrive twice
  reorders          later events overtake an event
  delays            events arrive up to a minute late
  out-of-order      disconnected before connected
  lost-disconnects  disconnected events never arrive
  shared-ids        both events of a connection share an id
  resets            the connection is reset during a request
  bursts            many users at once, with their number
Example: --faults=duplicates,resets=0.1,bursts=500

Examples:
  $ signalr-events simulate http://localhost:3000/events
  $ signalr-events simulate http://localhost:3000/events \\
      --faults --dead-letter lost.json
  $ signalr-events simulate http://localhost:3000/events \\
      --events 1000 --rate 100 --time-scale 60 --json

Exit codes:
  0    every event was delivered
  1    the handshake failed, or events were not delivered
  2    the command line is invalid
  130  a second Ctrl-C ended it`

const trafficOptions: readonly Option[] = [
  new Option('--users <n>', 'number of users').default(100).argParser(toWholeNumber(1, maxUsers)),
  new Option('--hubs <a,b>', 'hubs that they connect to').default(['chat'], 'chat').argParser(parseNames),
  new Option('--rate <n>', 'events per second').default(10).argParser(toNumber(1, 10_000)),
  new Option('--events <n>', 'end after this many events').argParser(
    toWholeNumber(1, Number.MAX_SAFE_INTEGER),
  ),
  new Option('--duration <time>', 'end after a time, such as 90s or 10m').argParser(toDuration('1s', '30d')),
  faultsOption('inject faults; without a list, a small share of all but bursts', { bursts: true }),
  new Option('--seed <n>', 'seed of a run to repeat (default: random)').argParser(
    toWholeNumber(0, 2 ** 32 - 1),
  ),
]

const subscriptionOptions: readonly Option[] = [
  schemaOption('schema of the events').default('eventgrid'),
  subscriptionOption('event subscription').default('simulate'),
  sourceOption('generated'),
  headerOption(),
  new Option('--batch <n>', 'maximum events per request').default(1).argParser(toWholeNumber(1, 5000)),
  new Option('--max-attempts <n>', 'maximum attempts per delivery')
    .default(30)
    .argParser(toWholeNumber(1, 30)),
  new Option('--ttl <time>', 'how long an event is retried, in simulated time')
    .default(toMs('24h'), '24h')
    .argParser(toDuration('1m', '24h')),
  new Option(
    '--time-scale <factor>',
    'how much faster simulated time passes; with 60, a minute takes a second',
  )
    .default(1)
    .argParser(toNumber(1, 1000)),
  timeoutOption(),
  new Option('--wait <time>', 'how long to wait until the server listens').argParser(toDuration('0s', '24h')),
  new Option('--dead-letter <file>', 'save undelivered events; send --file delivers them again'),
  jsonOption(),
]

/** Creates the command `signalr-events simulate`, which simulates clients and delivers their events. */
export function simulateCommand(finish: Finish): Command {
  const command = new Command('simulate')
    .description(
      'Simulate clients and deliver their events to a webhook as Event Grid does. Without --events and --duration, until Ctrl-C.',
    )
    .addArgument(urlArgument())
    .addHelpText('after', help)
    .action(async (url: URL, { seed = randomInt(1_000_000), ...options }: SimulateOptions) => {
      const out = options.json ? process.stderr : process.stdout
      out.write(`${createRedaction(url, options.header).url}\n${toHead({ ...options, seed })}\n`)
      // Loaded here, so that the first line appears at once.
      const { runSimulate } = await import('./run.js')
      finish(await runSimulate(url, { ...options, seed }, out))
    })
  for (const option of [...trafficOptions, ...subscriptionOptions]) command.addOption(option)
  return command
}

function toHead({ seed, schema, rate, timeScale }: SimulateOptions): string {
  const pace = timeScale === 1 ? '' : `, simulated time × ${timeScale}`
  return `seed ${seed}, ${schema}, ${rate} events/s${pace}`
}

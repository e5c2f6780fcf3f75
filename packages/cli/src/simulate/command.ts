import { randomInt } from 'node:crypto'
import { toMs } from '@signalr-events/simulator/duration'
import { Command, Option } from 'commander'
import type { Finish } from '../exit.js'
import { faultsOption, maxUsers, toFaultHelp } from '../faults.js'
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

const help = `${toFaultHelp({ bursts: true })}

Examples:
  $ signalr-events simulate http://localhost:3000/events
  $ signalr-events simulate http://localhost:3000/events \\
      --faults=duplicates,resets=0.1,bursts=500
  $ signalr-events simulate http://localhost:3000/events \\
      --faults --dead-letter lost.json
  $ signalr-events simulate http://localhost:3000/events \\
      --events 1000 --rate 100 --time-scale 60 --json

Exit codes:
  0    every event was delivered
  1    the handshake failed, or events were not delivered
  2    the command line or --dead-letter is invalid
  130  you pressed Ctrl-C twice`

const trafficOptions: readonly Option[] = [
  new Option('--users <n>', 'number of users').default(100).argParser(toWholeNumber(1, maxUsers)),
  new Option('--hubs <a,b>', 'hubs that users connect to, separated by commas')
    .default(['chat'], 'chat')
    .argParser(parseNames),
  new Option('--rate <n>', 'average number of events per second').default(10).argParser(toNumber(1, 10_000)),
  new Option('--events <n>', 'end the traffic after this many events')
    .default(undefined, 'never')
    .argParser(toWholeNumber(1, Number.MAX_SAFE_INTEGER)),
  new Option('--duration <time>', 'end the traffic after this time, such as 90s, 10m or 2h')
    .default(undefined, 'never')
    .argParser(toDuration('1s', '30d')),
  faultsOption({ bursts: true }),
  new Option('--seed <n>', 'seed of the random values; the same seed repeats a run')
    .default(undefined, 'random')
    .argParser(toWholeNumber(0, 2 ** 32 - 1)),
]

const subscriptionOptions: readonly Option[] = [
  schemaOption('schema of the events').default('eventgrid'),
  subscriptionOption().default('simulate'),
  sourceOption('generated'),
  headerOption(),
  new Option('--batch <n>', 'maximum number of events per request')
    .default(1)
    .argParser(toWholeNumber(1, 5000)),
  new Option('--max-attempts <n>', 'maximum number of attempts per delivery')
    .default(30)
    .argParser(toWholeNumber(1, 30)),
  new Option('--ttl <time>', 'how long an event is retried in simulated time, such as 90s or 6h')
    .default(toMs('24h'), '24h')
    .argParser(toDuration('1m', '24h')),
  new Option(
    '--time-scale <factor>',
    'how many times faster than real time simulated time is; with 60, a minute takes a second',
  )
    .default(1)
    .argParser(toNumber(1, 1000)),
  timeoutOption(),
  new Option('--wait <time>', 'how long to wait until the webhook listens, such as 30s')
    .default(undefined, '0s')
    .argParser(toDuration('0s', '24h')),
  new Option(
    '--dead-letter <file>',
    'save events that cannot be delivered; send --file delivers them again',
  ).default(undefined, 'such events are dropped'),
  jsonOption(),
]

/** Creates the command `signalr-events simulate`, which simulates clients and delivers their events. */
export function simulateCommand(finish: Finish): Command {
  const command = new Command('simulate')
    .summary('simulate many clients, and deliver their events to a webhook')
    .description(
      'Simulate clients, and deliver their events to a webhook as Event Grid does. With --events or --duration, it ends when every event is delivered or discarded. Otherwise, press q or Ctrl-C to stop it.',
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

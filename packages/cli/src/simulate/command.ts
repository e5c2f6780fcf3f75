import { randomInt } from 'node:crypto'
import { toMs } from '@signalr-events/simulator/duration'
import { Command, Option } from 'commander'
import type { Finish } from '../exit.js'
import {
  headerOption,
  jsonOption,
  schemaOption,
  subscriptionOption,
  timeoutOption,
  toNumber,
  toWholeNumber,
  urlArgument,
} from '../options.js'
import { createRedaction } from '../redaction.js'
import { mostUsers, parseFaults, parseNames, type SimulateOptions, toDuration } from './options.js'

const examples = `
A list of faults: duplicates, reorders, delays, swaps, lost-disconnects, shared-ids and resets, each with a share if
need be, and storms, with a number of users: --faults=duplicates,resets=0.1,storms=500

Examples:
  $ signalr-events simulate http://localhost:3000/events
  $ signalr-events simulate 'http://localhost:3000/events?key=secret' --faults --dead-letter lost.json
  $ signalr-events simulate http://localhost:3000/events --events 1000 --rate 100 --time-scale 60 --json

Exit codes: 0 nothing was given up, 1 the handshake failed or events were dropped or dead-lettered, 2 the command
cannot be understood, 130 it was ended by force.`

const trafficOptions: readonly Option[] = [
  new Option('--users <n>', 'who come and go').default(100).argParser(toWholeNumber(1, mostUsers)),
  new Option('--hubs <a,b>', 'the hubs they connect to').default(['chat'], 'chat').argParser(parseNames),
  new Option('--rate <n>', 'events per second').default(10).argParser(toNumber(1, 10_000)),
  new Option('--events <n>', 'end after so many events').argParser(toWholeNumber(1, Number.MAX_SAFE_INTEGER)),
  new Option('--duration <time>', 'end after a time, e.g. 90s or 10m').argParser(toDuration('1s', '30d')),
  new Option('--faults [list]', 'let things go wrong; without a list, a little of all but storms').argParser(
    parseFaults,
  ),
  new Option('--seed <n>', 'repeat a run (default: random)').argParser(toWholeNumber(0, 2 ** 32 - 1)),
]

const subscriptionOptions: readonly Option[] = [
  schemaOption('of the events').default('eventgrid'),
  subscriptionOption('the event subscription').default('simulate'),
  new Option('--source <resource id>', 'the SignalR Service (default: made up)'),
  headerOption(),
  new Option('--batch <n>', 'events in a request, at most').default(1).argParser(toWholeNumber(1, 5000)),
  new Option('--max-attempts <n>', 'attempts to deliver').default(30).argParser(toWholeNumber(1, 30)),
  new Option('--ttl <time>', 'how long an event is tried, by the clock of Event Grid')
    .default(toMs('24h'), '24h')
    .argParser(toDuration('1m', '24h')),
  new Option('--time-scale <factor>', 'how much faster that clock runs; with 60, a minute passes in a second')
    .default(1)
    .argParser(toNumber(1, 1000)),
  timeoutOption(),
  new Option('--wait <time>', 'how long to wait for somebody to listen').argParser(toDuration('0s', '24h')),
  new Option('--dead-letter <file>', 'keep what is given up; send --file delivers it again'),
  jsonOption(),
]

/** `signalr-events simulate`: clients come and go, and the webhook hears of it. */
export function simulateCommand(finish: Finish): Command {
  const command = new Command('simulate')
    .description('Lets clients come and go, and delivers their events to a webhook as Event Grid does.')
    .addArgument(urlArgument())
    .addHelpText('after', examples)
    .action(async (url: URL, { seed = randomInt(1_000_000), ...options }: SimulateOptions) => {
      const out = options.json ? process.stderr : process.stdout
      out.write(`${createRedaction(url, options.header).url}\n${toHead({ ...options, seed })}\n`)
      // Something is to be seen before all that it needs is loaded.
      const { runSimulate } = await import('./run.js')
      finish(await runSimulate(url, { ...options, seed }, out))
    })
  for (const option of [...trafficOptions, ...subscriptionOptions]) command.addOption(option)
  return command
}

function toHead({ seed, schema, rate, timeScale }: SimulateOptions): string {
  const pace = timeScale === 1 ? '' : `, the clock of Event Grid × ${timeScale}`
  return `seed ${seed}, ${schema}, ${rate} events/s${pace}`
}

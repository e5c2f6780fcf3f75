import { Command, Option } from 'commander'
import type { Finish } from '../exit.js'
import {
  headerOption,
  jsonOption,
  schemaOption,
  subscriptionOption,
  timeoutOption,
  toWholeNumber,
  urlArgument,
} from '../options.js'
import type { SendOptions } from './options.js'

const examples = `
Examples:
  $ signalr-events send http://localhost:3000/events
  $ signalr-events send 'http://localhost:3000/events?key=secret' --hub chat --user ada
  $ signalr-events send http://localhost:3000/events --type disconnected --error 'Internal server error.'
  $ signalr-events send http://localhost:3000/events --file dead-letters.json

Exit codes: 0 all was accepted, 1 not all was, 2 the command or the file cannot be understood,
130 it was interrupted.`

/** What the made event says; a file says it for itself. */
const eventOptions: readonly Option[] = [
  new Option('--type <type>', 'what happened').choices(['connected', 'disconnected']).default('connected'),
  new Option('--hub <name>', 'the hub (default: chat)'),
  new Option('--user <id>', 'the user (default: made up)'),
  new Option('--anonymous', 'no user').conflicts('user'),
  new Option('--connection <id>', 'the connection (default: made up)'),
  new Option('--error <message>', 'why the connection broke').implies({ type: 'disconnected' }),
  new Option('--id <id>', "the event's id (default: made up)"),
  new Option('--source <resource id>', 'the SignalR Service (default: made up)'),
]

const deliveryOptions: readonly Option[] = [
  schemaOption('of the event (default: eventgrid); of a file, of the handshake'),
  subscriptionOption('the event subscription (default: mysub)'),
  new Option('--attempt <n>', 'how often it was tried before').default(0).argParser(toWholeNumber(0)),
  new Option('--file <path>', 'send the events or dead letters of a file, or of stdin (-)').conflicts(
    eventOptions.map((option) => option.attributeName()),
  ),
  new Option('--batch <n>', 'events in a request, of a file').default(1).argParser(toWholeNumber(1, 5000)),
  new Option('--no-handshake', 'deliver without asking first'),
  headerOption(),
  timeoutOption(),
  jsonOption(),
]

/** `signalr-events send`: a handshake, then one delivery, or those of a file. */
export function sendCommand(finish: Finish): Command {
  const command = new Command('send')
    .description(
      'Shakes hands with a webhook as Event Grid does, then delivers one event, or those of a file.',
    )
    .addArgument(urlArgument())
    .addHelpText('after', examples)
    .action(async (url: URL, options: SendOptions) => {
      // What sends takes longer to load than --help should.
      const { runSend } = await import('./run.js')
      finish(await runSend(url, options))
    })
  for (const option of [...eventOptions, ...deliveryOptions]) command.addOption(option)
  return command
}

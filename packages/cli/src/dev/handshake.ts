import { sleep } from '@signalr-events/internal'
import type { EventGrid, Subscription } from '@signalr-events/simulator'
import type { Journal } from './journal.js'

const POLL_MS = 50
/** A handshake is sent again after this many polls: 2 seconds. */
const RETRY_POLLS = 40

/**
 * Sends handshakes until one succeeds, and records each other result once. Resolves with the Event Grid whose handshake
 * succeeded. If the signal is aborted before, stops the Event Grid and resolves with `undefined`.
 *
 * @param start starts an Event Grid with one subscription
 */
export async function waitForHandshake(
  start: () => Promise<EventGrid>,
  record: Journal['record'],
  signal: AbortSignal,
): Promise<EventGrid | undefined> {
  let grid = await start()
  let recorded = ''
  for (let polls = 1; !signal.aborted; polls++) {
    const subscription = toSubscription(grid)
    const { state, reason, validationUrl } = subscription
    if (state !== 'Creating' && `${state} ${reason}` !== recorded) {
      record({ type: 'handshake', state, reason, validationUrl })
      recorded = `${state} ${reason}`
    }
    if (state === 'Succeeded') return grid
    await sleep(POLL_MS, signal)
    if (polls % RETRY_POLLS === 0 && !signal.aborted) grid = await repeat(grid, subscription, start)
  }
  await grid.stop()
  return undefined
}

function toSubscription(grid: EventGrid): Subscription {
  const [subscription] = grid.subscriptions()
  if (subscription === undefined) throw new TypeError('The Event Grid has no subscription.')
  return subscription
}

/** Sends a handshake again. Returns the Event Grid to go on with. */
async function repeat(
  grid: EventGrid,
  { name, state }: Subscription,
  start: () => Promise<EventGrid>,
): Promise<EventGrid> {
  if (state === 'Failed') await grid.validate(name)
  if (state !== 'AwaitingManualAction') return grid
  // By another one: the URL that was shown stays valid, and it still leads to manual validation.
  const other = await start()
  const isBetter = toSubscription(other).state === 'Succeeded' && toSubscription(grid).state !== 'Succeeded'
  await (isBetter ? grid : other).stop()
  return isBetter ? other : grid
}

import { setTimeout as sleep } from 'node:timers/promises'
import type { EventGrid, Subscription } from '@signalr-events/simulator'
import type { Output } from './view.js'

const pause = 20

/** Waits until the handshake has come to an end; says so when it waits for somebody. */
export async function endHandshake(grid: EventGrid, out: Output): Promise<Subscription> {
  for (let said = false; ; await sleep(pause)) {
    const [subscription] = grid.subscriptions() as [Subscription]
    const { state, reason, validationUrl } = subscription
    if (state === 'Succeeded' || state === 'Failed') return subscription
    if (validationUrl === undefined || said) continue
    said = true
    out.write(
      `AwaitingManualAction: ${reason}.\n` +
        `For ten minutes by the clock of Event Grid, it can be validated by hand: ${validationUrl}\n`,
    )
  }
}

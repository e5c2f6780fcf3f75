import { setTimeout as sleep } from 'node:timers/promises'
import type { EventGrid, Subscription } from '@signalr-events/simulator'
import type { Output } from '../output.js'
import { toWidth, wrap } from '../wrap.js'

const pollMs = 20

/** Waits for the result of the handshake. Prints the validation URL if a manual validation is needed. */
export async function waitForHandshake(grid: EventGrid, out: Output): Promise<Subscription> {
  for (let printed = false; ; await sleep(pollMs)) {
    const [subscription] = grid.subscriptions() as [Subscription]
    const { state, reason, validationUrl } = subscription
    if (state === 'Succeeded' || state === 'Failed') return subscription
    if (validationUrl === undefined || printed) continue
    printed = true
    const text = `AwaitingManualAction: ${reason}. Open this URL within ten simulated minutes to validate manually:`
    out.write(`${wrap(text, toWidth(out))} ${validationUrl}\n`)
  }
}

import {
  type EventGrid,
  type EventGridOptions,
  type ManualClock,
  manualClock,
  type SubscriptionOptions,
  startEventGrid,
} from '@signalr-events/simulator'
import { onTestFinished } from 'vitest'

/** An Event Grid with one subscription on a manual clock, which ends with the test. */
export async function startGrid(
  subscription: SubscriptionOptions,
  more: Partial<EventGridOptions> = {},
  clock: ManualClock = manualClock(),
): Promise<{ grid: EventGrid; clock: ManualClock }> {
  const grid = await startEventGrid({ clock, subscriptions: [{ name: 'mine', ...subscription }], ...more })
  onTestFinished(() => grid.stop())
  return { grid, clock }
}

import {
  type EventToPublish,
  type SignalRService,
  type SignalRServiceOptions,
  startSignalRService,
  type Warning,
} from '@signalr-events/emulator'
import { expect, onTestFinished } from 'vitest'
import { type ClientOptions, createClient } from './clients.js'

export interface Started {
  readonly service: SignalRService
  /** The published events, in order. */
  readonly events: EventToPublish[]
  readonly warnings: Warning[]
  /** A real client that is connected. */
  connect(user?: string, options?: ClientOptions): Promise<ReturnType<typeof createClient>>
}

/** A service that records its events and warnings, and ends with the test. */
export async function start(options: SignalRServiceOptions = {}): Promise<Started> {
  const events: EventToPublish[] = []
  const warnings: Warning[] = []
  const service = await startSignalRService({
    eventGrid: { publish: (event) => events.push(event) },
    onWarning: (warning) => warnings.push(warning),
    ...options,
  })
  onTestFinished(() => service.stop())
  return {
    ...{ service, events, warnings },
    async connect(userId, clientOptions) {
      const negotiated = await service.negotiate({ hub: 'chat', ...(userId !== undefined && { userId }) })
      const client = createClient(negotiated, clientOptions)
      await client.start()
      return client
    },
  }
}

/** Waits for the expected number of events, and checks that there are no more. */
export async function expectEvents(
  events: readonly EventToPublish[],
  ...types: EventToPublish['type'][]
): Promise<void> {
  await expect.poll(() => events.map(({ type }) => type)).toEqual(types)
}

import type { ConnectionEvent, Handlers, WebhookError } from '@signalr-events/core'

/** Handlers with a database that can fail, and a record of what they receive. */
export interface Observed {
  readonly handlers: Handlers<unknown>
  readonly onError: (error: WebhookError) => void
  setDatabaseDown(down: boolean): void
  /** Returns the events received since the last call. */
  takeReceived(): string[]
  /** How many events were received since the last `take`. */
  countReceived(): number
}

/** Creates handlers that record what they receive. */
export function observeHandlers(): Observed {
  let received: string[] = []
  let isDatabaseDown = false

  function receive({ type, userId = 'anonymous' }: ConnectionEvent): void {
    received.push(`${type} ${userId}`)
    if (isDatabaseDown) throw new Error('The database is down')
  }

  return {
    handlers: { connected: receive, disconnected: receive },
    onError: ({ code }) => void received.push(`onError ${code}`),
    setDatabaseDown(down) {
      isDatabaseDown = down
    },
    countReceived: () => received.length,
    takeReceived() {
      const taken = received
      received = []
      return taken
    },
  }
}

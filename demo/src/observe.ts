import type { ConnectionEvent, WebhookError } from '@signalr-events/core'
import { createOnline, type Online } from '@signalr-events/example-express/online'

/** The list of the example, its database away when we say so, and a record of what happens to it. */
export interface Observed {
  readonly online: Online
  readonly onError: (error: WebhookError) => void
  setAway(away: boolean): void
  /** What was received since the last call. */
  takeReceived(): string[]
}

/** Makes a list that can be observed. */
export function observeOnline(): Observed {
  const inner = createOnline()
  let received: string[] = []
  let databaseAway = false

  function receive({ type, userId = 'anonymous' }: ConnectionEvent): void {
    received.push(`${type} ${userId}`)
    if (databaseAway) throw new Error('The database is away')
  }

  return {
    online: {
      add(event) {
        receive(event)
        inner.add(event)
      },
      remove(event) {
        receive(event)
        inner.remove(event)
      },
      list: inner.list,
    },
    onError: ({ code }) => void received.push(`onError ${code}`),
    setAway(away) {
      databaseAway = away
    },
    takeReceived() {
      const taken = received
      received = []
      return taken
    },
  }
}

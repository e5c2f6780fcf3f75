import type { ConnectionEvent, WebhookError } from '@signalr-events/core'
import { createOnline, type Online } from '@signalr-events/example-express/online'

/** The online list of the example, with a database that can fail, and a record of what it receives. */
export interface Observed {
  readonly online: Online
  readonly onError: (error: WebhookError) => void
  setDatabaseDown(down: boolean): void
  /** Returns what was received since the last call. */
  takeReceived(): string[]
}

/** Creates an online list that records what it receives. */
export function observeOnline(): Observed {
  const inner = createOnline()
  let received: string[] = []
  let isDatabaseDown = false

  function receive({ type, userId = 'anonymous' }: ConnectionEvent): void {
    received.push(`${type} ${userId}`)
    if (isDatabaseDown) throw new Error('The database is down')
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
    setDatabaseDown(down) {
      isDatabaseDown = down
    },
    takeReceived() {
      const taken = received
      received = []
      return taken
    },
  }
}

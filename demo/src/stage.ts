import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { memoryStore } from '@signalr-events/dedupe'
import { createApp } from '@signalr-events/example-express/app'
import type { OnlineList } from '@signalr-events/example-express/online'
import { observeOnline } from './observe.js'
import { type Outcome, type Step, source } from './steps.js'

/** The Express example, running, and an Event Grid that delivers to it over HTTP. */
export interface Stage {
  readonly url: string
  play(step: Step): Promise<Outcome>
  close(): Promise<void>
}

/** Starts the example on a free port of this machine. */
export async function openStage(): Promise<Stage> {
  const { online, onError, setAway, takeReceived } = observeOnline()
  const { app, webhook } = createApp({
    online,
    store: memoryStore(),
    key: 'secret',
    sources: [source],
    onError,
  })
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    url,

    async play({ request, wrongKey = false, databaseAway = false }) {
      const { method, headers, body = null } = request
      setAway(databaseAway)
      const response = await fetch(`${url}/events?key=${wrongKey ? 'guess' : 'secret'}`, {
        method,
        headers,
        body,
      })
      const answer = await readAnswer(response)
      // In the order of the events, and then what went wrong.
      const received = takeReceived().toSorted((a, b) => Number(isError(a)) - Number(isError(b)))
      return { answer, received, online: await readOnline(url) }
    },

    async close() {
      await webhook.close()
      server.close()
      server.closeAllConnections()
    },
  }
}

/** The status, and what Event Grid looks for in the answer besides. */
async function readAnswer(response: Response): Promise<string> {
  const origin = response.headers.get('webhook-allowed-origin')
  const text = await response.text()
  const { validationResponse, error } = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>
  const parts = [
    response.status,
    origin && `origin ${origin}`,
    validationResponse && `code ${validationResponse}`,
    error,
  ]
  return parts.filter(Boolean).join(' ')
}

async function readOnline(url: string): Promise<string[]> {
  const { hubs } = (await (await fetch(`${url}/online`)).json()) as OnlineList
  return Object.values(hubs)
    .flat()
    .map(({ userId }) => userId ?? 'anonymous')
}

function isError(received: string): boolean {
  return received.startsWith('onError')
}

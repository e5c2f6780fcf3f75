import { request } from 'node:http'
import { eventGrid } from '@signalr-events/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { adapters, reporting } from './support/adapters.js'

// Paths match equally on every adapter. Requests are sent over sockets, since `fetch` would resolve dots.

const { headers, body = '' } = eventGrid.connected()

function post(url: string, path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method: 'POST', headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

describe.each(Object.entries(adapters))('%s', (_, serve) => {
  it.each([
    ['/events', 200],
    ['/events?x=/../other', 200],
    ['/./events', 200],
    ['/x/../events', 200],
    ['/x/%2e%2E/events', 200],
    ['/../../events', 200],
    ['/events/.', 404],
    ['/events/', 404],
    ['//events', 404],
    ['/events/..', 404],
    ['/Events', 404],
    ['/%65vents', 404],
    ['/.events', 404],
  ])('%s is answered %i', async (path, status) => {
    const { webhook } = reporting({}, { path: '/events' })
    const running = await serve(webhook)
    onTestFinished(() => running.close())
    expect(await post(running.url, path)).toBe(status)
  })
})

import { signalrEvents } from '@signalr-events/fetch'
import { received, subject } from './subject.mjs'

const handlers = [signalrEvents(subject.guarded), signalrEvents(subject.open)]

/** What every runtime with a server made of `fetch` serves. @param {Request} request */
export async function fetch(request) {
  for (const handle of handlers) {
    const response = await handle(request)
    if (response !== undefined) return response
  }
  const { pathname } = new URL(request.url)
  if (request.method === 'POST' && pathname === '/echo') return new Response(await request.text())
  if (pathname === '/received') return new Response(received())
  return new Response(null, { status: 404 })
}

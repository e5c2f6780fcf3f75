import { signalrEvents } from './fetch-adapter.mjs'
import { received, subject } from './subject.mjs'

const mounts = [signalrEvents(subject.guarded), signalrEvents(subject.open)]

// biome-ignore lint/style/noDefaultExport: this marks the file as a Worker made of a module
export default {
  async fetch(request) {
    for (const events of mounts) {
      const response = await events(request)
      if (response !== undefined) return response
    }
    const { pathname } = new URL(request.url)
    if (request.method === 'POST' && pathname === '/echo') return new Response(await request.text())
    return pathname === '/received' ? new Response(received()) : new Response(null, { status: 404 })
  },
}

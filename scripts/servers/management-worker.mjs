import { makeCalls } from './management-calls.mjs'

// biome-ignore lint/style/noDefaultExport: this is how a Worker is told apart from a module
export default {
  async fetch(request) {
    return Response.json(await makeCalls(request.headers.get('x-service')))
  },
}

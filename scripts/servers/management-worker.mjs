import { makeCalls } from './management-calls.mjs'

// biome-ignore lint/style/noDefaultExport: this marks the file as a Worker made of a module
export default {
  async fetch(request) {
    return Response.json(await makeCalls(request.headers.get('x-service')))
  },
}

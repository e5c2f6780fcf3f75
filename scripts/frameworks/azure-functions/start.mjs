import { createServer } from 'node:http'
import Module from 'node:module'
import { buffer } from 'node:stream/consumers'

// The host and its worker, as far as is needed to call the functions of an app: the library of Azure makes the requests,
// the contexts and the answers. All that is not the echo goes to the function of the sample, whatever its route.

const functions = new Map()
let model
const core = {
  setProgrammingModel(given) {
    model = given
  },
  registerFunction: (metadata, callback) => functions.set(metadata.name, { metadata, callback }),
  log() {},
}

// The worker hands its side to the library in the same way.
const { _load } = Module
Module._load = (name, ...rest) => (name === '@azure/functions-core' ? core : _load(name, ...rest))

await import('./dist/functions/events.js')
const { app } = await import('@azure/functions')
app.http('echo', { handler: async (request) => ({ body: await request.text() }) })

/** The host hands over a body only if its length was declared. */
async function toInput(request) {
  const bytes = await buffer(request)
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  )
  const body = Number(request.headers['content-length']) > 0 ? { bytes } : undefined
  return { method: request.method, url: `http://localhost${request.url}`, headers, body }
}

async function invoke({ metadata, callback }, http) {
  const trigger = Object.keys(metadata.bindings).find(
    (name) => metadata.bindings[name].type === 'httpTrigger',
  )
  const request = { inputData: [{ name: trigger, data: { http } }] }
  const invocation = model.getInvocationModel({
    invocationId: crypto.randomUUID(),
    metadata,
    request,
    log() {},
  })
  const { context, inputs } = await invocation.getArguments()
  const result = await invocation.invokeFunction(context, inputs, callback)
  return (await invocation.getResponse(context, result)).returnValue.http
}

const server = createServer(async (request, response) => {
  const isEcho = request.method === 'POST' && request.url === '/api/echo'
  try {
    const answer = await invoke(functions.get(isEcho ? 'echo' : 'events'), await toInput(request))
    response.writeHead(Number(answer.statusCode), answer.headers).end(answer.body?.bytes)
  } catch (error) {
    console.error(error)
    response.writeHead(500).end()
  }
})
const { PORT } = process.env
server.listen(Number(PORT), '127.0.0.1')

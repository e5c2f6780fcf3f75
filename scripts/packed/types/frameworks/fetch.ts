import { createWebhook, sharedKey, signalrEvents, toRoute } from '@signalr-events/fetch'

interface Env {
  readonly KEY: string
}

const events = signalrEvents({ connected: ({ userId }, { native }) => console.log(userId, native.url) })
const withEnv = signalrEvents<Env>(
  { connected: (_, { native }) => native.KEY },
  { authorize: sharedKey((request) => request.native.KEY) },
)
export const { GET, POST, PUT, DELETE, OPTIONS } = toRoute(createWebhook<Request>({}))

export async function fetch(request: Request, env: Env): Promise<Response> {
  return (await events(request)) ?? (await withEnv(request, env)) ?? (await POST(request))
}

// @ts-expect-error handlers need what they were promised
withEnv(new Request('http://localhost'))

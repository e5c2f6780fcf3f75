import { app } from '@azure/functions'
import {
  createWebhook,
  eventGridTrigger,
  type FunctionContext,
  sharedKey,
  signalrEvents,
} from '@signalr-events/azure-functions'

const webhook = createWebhook<FunctionContext>({
  connected: (_, { native }) => native.invocation.log('joined'),
})

app.http('events', {
  methods: ['POST', 'OPTIONS'],
  authLevel: 'anonymous',
  handler: signalrEvents(
    { connected: ({ userId }, { native }) => native.invocation.log(userId, native.request?.url) },
    { path: '/api/events', authorize: sharedKey('k') },
  ),
})
app.http('more', { handler: signalrEvents(webhook) })
app.eventGrid('grid', { handler: eventGridTrigger(webhook) })
app.eventGrid('others', { handler: eventGridTrigger({}, { concurrency: 8 }) })

// @ts-expect-error the host has checked the key
eventGridTrigger({}, { authorize: () => true })

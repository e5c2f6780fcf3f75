import {
  type Consumer,
  consumeStorageQueue,
  createConsumer,
  createWebhook,
  type ServiceBusReceiver,
  type Settlement,
  type StorageQueueClient,
  type StorageQueueMessage,
  serviceBusHandlers,
} from '@signalr-events/queue'

declare const queue: StorageQueueClient
declare const receiver: ServiceBusReceiver<{ body: unknown; messageId: string }>

const consumer: Consumer<StorageQueueMessage> = createConsumer({
  connected: ({ userId }, { native }) => console.log(userId, native.dequeueCount),
})
const signal = AbortSignal.timeout(1000)
await consumeStorageQueue(queue, consumer, { poison: queue, maxDequeue: 3, signal })

const { processMessage } = serviceBusHandlers(
  createConsumer<{ body: unknown; messageId: string }>({ connected: (_, { native }) => native.messageId }),
  { receiver },
)
await processMessage({ body: {}, messageId: '1' })

const { settle, code }: Settlement = await createConsumer(createWebhook({}))('{}', undefined)
console.log(settle, code)

// @ts-expect-error there is no HTTP
createConsumer({}, { path: '/events' })

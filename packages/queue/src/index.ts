export * from '@signalr-events/core'
export { type Consumer, type ConsumerOptions, createConsumer, type Settlement } from './consumer.js'
export {
  type ServiceBusHandlers,
  type ServiceBusMessage,
  type ServiceBusOptions,
  type ServiceBusReceiver,
  serviceBusHandlers,
} from './service-bus.js'
export {
  consumeStorageQueue,
  type StorageQueueClient,
  type StorageQueueMessage,
  type StorageQueueOptions,
} from './storage-queue.js'

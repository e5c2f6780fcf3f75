import { isCount, isFunction, isMilliseconds, type Rules, readOptions, sleep } from '@signalr-events/internal'
import { type Consumer, isPassing, type Settlement } from './consumer.js'
import { decodeText } from './text.js'

/** A message of a Storage Queue. */
export interface StorageQueueMessage {
  /** The id of the message. */
  readonly messageId: string
  /** Changes with each receipt. Only the latest one can delete the message. */
  readonly popReceipt: string
  /** The text, as sent. */
  readonly messageText: string
  /** How often the message was received, at least 1. */
  readonly dequeueCount: number
}

/** The part of `QueueClient` of `@azure/storage-queue` that is used. */
export interface StorageQueueClient {
  /** Receives messages and hides them for `visibilityTimeout` seconds. */
  receiveMessages(options: {
    readonly numberOfMessages: number
    readonly visibilityTimeout: number
    readonly abortSignal?: AbortSignal
  }): Promise<{ readonly receivedMessageItems: readonly StorageQueueMessage[] }>
  /** Deletes a received message. */
  deleteMessage(messageId: string, popReceipt: string): Promise<unknown>
  /** Adds a message, which is visible after `visibilityTimeout` seconds. */
  sendMessage(messageText: string, options?: { readonly visibilityTimeout?: number }): Promise<unknown>
}

/** Options of {@link consumeStorageQueue}. */
export interface StorageQueueOptions {
  /** Receives messages that cannot be handled. Monitor it: nothing reads them. */
  readonly poison: Pick<StorageQueueClient, 'sendMessage'>
  /**
   * Maximum attempts before a message goes to `poison`. An attempt does not count if a store did not answer, or if the
   * webhook was overloaded or closed: the message goes back to the queue as a new one.
   *
   * @default 5
   */
  readonly maxDequeue?: number | undefined
  /**
   * How long a message that was not handled stays hidden, in seconds. Longer than the deadline of the consumer, so that
   * no message is handled twice at a time.
   *
   * @default 60
   */
  readonly visibilityTimeout?: number | undefined
  /** How many messages are received in one call, from 1 to 32. @default 32 */
  readonly batch?: number | undefined
  /**
   * How long to wait when the queue is empty or does not answer, or when nothing can be handled at the moment, in
   * milliseconds. @default 1_000
   */
  readonly pollMs?: number | undefined
  /** Stops receiving. Received messages are still handled. @default none */
  readonly signal?: AbortSignal | undefined
  /**
   * Receives errors of the queue, and one for each message that goes to `poison` because its attempts have ended the
   * process, for your log.
   *
   * @default a line on `console.error`
   */
  readonly onError?: ((error: unknown) => unknown) | undefined
}

/** The longest time that a message can be hidden, in seconds. */
const MAX_HIDDEN = 7 * 24 * 60 * 60

const isSignal = (value: unknown) => typeof (value as AbortSignal | null)?.addEventListener === 'function'
const isClient = (value: unknown) => isFunction((value as StorageQueueClient | null)?.sendMessage)

const rules: Rules<StorageQueueOptions> = {
  poison: [isClient, 'a QueueClient', 'required'],
  maxDequeue: [isCount, 'a count of at least 1'],
  visibilityTimeout: [(value) => isCount(value) && value <= MAX_HIDDEN, 'whole seconds, from 1 to 604800'],
  batch: [(value) => isCount(value) && value <= 32, 'a count from 1 to 32'],
  pollMs: [isMilliseconds, 'milliseconds'],
  signal: [isSignal, 'an AbortSignal'],
  onError: [isFunction, 'a function'],
}

const defaults = {
  ...{ maxDequeue: 5, visibilityTimeout: 60, batch: 32, pollMs: 1000 },
  onError: (error: unknown): unknown => console.error('signalr-events: the queue failed:', error),
}

/** Options with their defaults filled in. */
type Settings = Pick<StorageQueueOptions, 'poison'> & typeof defaults

/**
 * Receives the messages of a Storage Queue that is a destination of Event Grid, until `signal` aborts. A message is
 * deleted once it is handled. One whose handler fails is received again, and goes to `poison` after `maxDequeue`
 * attempts. Resolves when the received messages are settled, also if the webhook of the consumer was closed.
 *
 * @throws {TypeError} for an unknown option or a wrong value
 * @example
 * ```ts
 * import { consumeStorageQueue, createConsumer, type StorageQueueClient } from '@signalr-events/queue'
 *
 * const consumer = createConsumer({ connected: ({ userId }) => console.log(userId) })
 *
 * // Runs until the signal aborts. The clients are those of `@azure/storage-queue`.
 * export const run = (queue: StorageQueueClient, poison: StorageQueueClient, signal: AbortSignal) =>
 *   consumeStorageQueue(queue, consumer, { poison, signal })
 * ```
 */
export async function consumeStorageQueue<Message extends StorageQueueMessage = StorageQueueMessage>(
  queue: StorageQueueClient,
  consumer: Consumer<Message>,
  options: StorageQueueOptions,
): Promise<void> {
  const settings = readOptions('consumeStorageQueue', options, rules, defaults)
  const { visibilityTimeout, batch, pollMs, signal, onError } = settings
  const request = { numberOfMessages: batch, visibilityTimeout, ...(signal && { abortSignal: signal }) }
  while (!signal?.aborted) {
    const messages = await queue.receiveMessages(request).then(
      ({ receivedMessageItems }) => receivedMessageItems as readonly Message[],
      (error: unknown) => {
        if (!signal?.aborted) report(onError, error)
        return []
      },
    )
    // What fails here stays in the queue, and is received again.
    const settled = await Promise.all(
      messages.map((message) =>
        settle(queue, message, consumer, settings).catch((error: unknown) => report(onError, error)),
      ),
    )
    if (settled.some((each) => each?.code === 'CLOSING')) return
    if (messages.length === 0 || settled.some((each) => each && isPassing(each))) await sleep(pollMs, signal)
  }
}

async function settle<Message extends StorageQueueMessage>(
  queue: StorageQueueClient,
  message: Message,
  consumer: Consumer<Message>,
  { poison, maxDequeue, visibilityTimeout, onError }: Settings,
): Promise<Settlement> {
  const { messageId, popReceipt, messageText, dequeueCount } = message
  // Each attempt may have crashed the process, so there is no other one.
  const isWorn = dequeueCount > maxDequeue
  const settlement: Settlement = isWorn
    ? { settle: 'dead-letter' }
    : await consumer(decodeText(messageText), message)
  // As a new message, whose attempts are counted again: at the end of an outage, all of them are left.
  if (isPassing(settlement)) await queue.sendMessage(messageText, { visibilityTimeout })
  else if (settlement.settle === 'abandon' && dequeueCount < maxDequeue) return settlement
  else if (settlement.settle !== 'complete') await poison.sendMessage(messageText)
  await queue.deleteMessage(messageId, popReceipt)
  if (isWorn)
    report(onError, new Error(`message ${messageId} went to poison, received ${dequeueCount} times`))
  return settlement
}

function report(onError: (error: unknown) => unknown, error: unknown): undefined {
  try {
    Promise.resolve(onError(error)).catch(() => {})
  } catch {
    // A hook that fails must not end the consumption.
  }
}

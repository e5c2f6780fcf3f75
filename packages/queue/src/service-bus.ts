import { WebhookError } from '@signalr-events/core'
import { isFunction, type Rules, readOptions } from '@signalr-events/internal'
import { type Consumer, isPassing, type Settlement } from './consumer.js'

/** A message of Service Bus. */
export interface ServiceBusMessage {
  /** An event, or a list of events: parsed JSON, text or bytes. */
  readonly body: unknown
  /** How often it was delivered before. */
  readonly deliveryCount?: number | undefined
  /** The headers of Event Grid. */
  readonly applicationProperties?: Readonly<Record<string, unknown>> | undefined
}

/** The part of `ServiceBusReceiver` of `@azure/service-bus` that is used. */
export interface ServiceBusReceiver<Message> {
  /** Removes a message from the queue. */
  completeMessage(message: Message): Promise<void>
  /** Returns a message to the queue. */
  abandonMessage(message: Message): Promise<unknown>
  /** Moves a message to the dead-letter queue. */
  deadLetterMessage(
    message: Message,
    options: { readonly deadLetterReason: string; readonly deadLetterErrorDescription: string },
  ): Promise<unknown>
}

/** Handlers for `receiver.subscribe`. */
export interface ServiceBusHandlers<Message> {
  /** Handles a message and settles it. */
  processMessage(message: Message): Promise<void>
  /** Receives errors of the receiver. */
  processError(args: { readonly error: Error }): Promise<void>
}

/** Options of {@link serviceBusHandlers}. */
export interface ServiceBusOptions<Message> {
  /**
   * The receiver whose `subscribe` gets the handlers. With it, messages that no retry can fix are dead-lettered at once.
   * Without it, Service Bus completes messages, and dead-letters by delivery count.
   *
   * @default none
   */
  readonly receiver?: ServiceBusReceiver<Message> | undefined
  /** Receives errors of the connection, for your log. @default a line on `console.error` */
  readonly onError?: ((error: Error) => unknown) | undefined
}

const methods = ['completeMessage', 'abandonMessage', 'deadLetterMessage'] as const
const isReceiver = (value: unknown) =>
  methods.every((name) => isFunction((value as Record<string, unknown> | null)?.[name]))

const rules: Rules<ServiceBusOptions<unknown>> = {
  receiver: [isReceiver, 'a receiver that locks its messages'],
  onError: [isFunction, 'a function'],
}

/**
 * How long a message is held that was not handled for a reason that has nothing to do with it, in milliseconds: as long as
 * a lock lasts by default.
 */
const PASSING_HOLD_MS = 60_000

/** The longest time that a message is held whose handler failed, in milliseconds. */
const FAILED_HOLD_MS = 10_000

/**
 * Creates the handlers for `receiver.subscribe` of `@azure/service-bus`. It follows the documented types, and was not
 * tested with a real namespace.
 *
 * @throws {TypeError} for an unknown option or a wrong value
 * @example
 * ```ts
 * import { createConsumer, serviceBusHandlers } from '@signalr-events/queue'
 * import { eventGrid } from '@signalr-events/testing'
 *
 * const consumer = createConsumer({ connected: ({ userId }) => console.log(userId) })
 * const handlers = serviceBusHandlers(consumer)
 * // receiver.subscribe(handlers)
 * await handlers.processMessage({ body: eventGrid.connectedEvent({ userId: 'ada' }) })
 * ```
 */
export function serviceBusHandlers<Message extends ServiceBusMessage = ServiceBusMessage>(
  consumer: Consumer<Message>,
  options: ServiceBusOptions<Message> = {},
): ServiceBusHandlers<Message> {
  const { receiver, onError } = readOptions<ServiceBusOptions<Message>, { onError: typeof logError }>(
    'serviceBusHandlers',
    options,
    rules,
    { onError: logError },
  )
  return {
    async processMessage(message) {
      const header = toHeader(message.applicationProperties ?? {})
      const settlement = await consumer(message.body, message, header)
      const { settle, code = 'INTERNAL' } = settlement
      // What is abandoned is received again at once, and would be dead-lettered within milliseconds.
      if (settle === 'abandon') await hold(settlement, message)
      if (receiver === undefined) {
        // Service Bus completes a message unless its handler throws.
        if (settle !== 'complete') throw new WebhookError(code)
      } else if (settle === 'complete') await receiver.completeMessage(message)
      else if (settle === 'abandon') await receiver.abandonMessage(message)
      else {
        const { message: deadLetterErrorDescription } = new WebhookError(code)
        await receiver.deadLetterMessage(message, { deadLetterReason: code, deadLetterErrorDescription })
      }
    },
    async processError({ error }) {
      await onError(error)
    },
  }
}

/** Waits, but does not keep a process alive that wants to end. Its message is received again when its lock ends. */
function hold(settlement: Settlement, { deliveryCount = 0 }: ServiceBusMessage): Promise<void> {
  const ms = isPassing(settlement) ? PASSING_HOLD_MS : Math.min(2 ** deliveryCount * 1000, FAILED_HOLD_MS)
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref?.()
  })
}

/** Properties as headers, their names in any case. */
function toHeader(properties: Readonly<Record<string, unknown>>): (name: string) => string | undefined {
  const values = new Map(Object.entries(properties).map(([name, value]) => [name.toLowerCase(), value]))
  return (name) => {
    const value = values.get(name.toLowerCase())
    return value === undefined || value === null ? undefined : String(value)
  }
}

function logError(error: Error): void {
  console.error('signalr-events: Service Bus failed:', error)
}

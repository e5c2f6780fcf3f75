import type { StorageQueueClient, StorageQueueMessage } from '@signalr-events/queue'

// A queue with the used part of the semantics of a Storage Queue. `scripts/queue.mjs` runs the same tests against
// Azurite, which does not run on every Node that the tests run on.

interface Entry extends StorageQueueMessage {
  visibleAt: number
  popReceipt: string
  dequeueCount: number
}

/** A queue in memory, whose clock moves only with `advance`. */
export function createQueue(): StorageQueueClient & {
  readonly entries: Entry[]
  advance(seconds: number): void
} {
  const entries: Entry[] = []
  let now = 0
  let receipts = 0
  let messages = 0
  return {
    entries,
    advance(seconds) {
      now += seconds
    },
    async sendMessage(messageText, { visibilityTimeout = 0 } = {}) {
      const messageId = `message-${messages++}`
      const visibleAt = now + visibilityTimeout
      entries.push({ messageId, messageText, popReceipt: '', dequeueCount: 0, visibleAt })
    },
    async receiveMessages({ numberOfMessages, visibilityTimeout, abortSignal }) {
      if (abortSignal?.aborted) throw new Error('aborted')
      const found = entries.filter(({ visibleAt }) => visibleAt <= now).slice(0, numberOfMessages)
      for (const entry of found) {
        entry.visibleAt = now + visibilityTimeout
        entry.dequeueCount++
        entry.popReceipt = `receipt-${receipts++}`
      }
      return { receivedMessageItems: found.map((entry) => ({ ...entry })) }
    },
    async deleteMessage(messageId, popReceipt) {
      const index = entries.findIndex(
        (entry) => entry.messageId === messageId && entry.popReceipt === popReceipt,
      )
      if (index === -1) throw new Error('MessageNotFound')
      entries.splice(index, 1)
    },
  }
}

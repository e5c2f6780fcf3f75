import {
  consumeStorageQueue,
  createConsumer,
  createWebhook,
  type StorageQueueOptions,
  WebhookError,
} from '@signalr-events/queue'
import { eventGrid } from '@signalr-events/testing'
import { expect, it } from 'vitest'
import { createQueue } from './queue.js'

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64')

/** Consumes a queue until it has nothing more that is visible. */
async function consume(
  queue: ReturnType<typeof createQueue>,
  consumer: ReturnType<typeof createConsumer>,
  options: Omit<StorageQueueOptions, 'signal'>,
): Promise<void> {
  const controller = new AbortController()
  const { receiveMessages } = queue
  const watched = {
    ...queue,
    async receiveMessages(request: Parameters<typeof receiveMessages>[0]) {
      const received = await receiveMessages(request)
      if (received.receivedMessageItems.length === 0) controller.abort()
      return received
    },
  }
  await consumeStorageQueue(watched, consumer, { ...options, signal: controller.signal })
}

it('events are handled and deleted, in base64 or as text', async () => {
  const [queue, poison] = [createQueue(), createQueue()]
  const users: unknown[] = []
  const names = ['ada', 'grace', 'Zoë']
  await queue.sendMessage(encode(eventGrid.connectedEvent({ userId: 'ada' })))
  await queue.sendMessage(JSON.stringify(eventGrid.connectedEvent({ userId: 'grace' })))
  await queue.sendMessage(encode(eventGrid.connectedEvent({ userId: 'Zoë' })))
  await consume(queue, createConsumer({ connected: ({ userId }) => void users.push(userId) }), { poison })
  expect([users.sort(), queue.entries, poison.entries]).toEqual([names.sort(), [], []])
})

it('a message whose handler fails is received again after its visibility timeout, and then handled', async () => {
  const [queue, poison] = [createQueue(), createQueue()]
  let attempts = 0
  const consumer = createConsumer({ connected: () => void expect(++attempts).toBe(2) }, { onError() {} })
  await queue.sendMessage(encode(eventGrid.connectedEvent()))
  await consume(queue, consumer, { poison, visibilityTimeout: 30 })
  expect([attempts, queue.entries.length]).toEqual([1, 1])
  queue.advance(29)
  await consume(queue, consumer, { poison, visibilityTimeout: 30 })
  expect(attempts).toBe(1)
  queue.advance(1)
  await consume(queue, consumer, { poison, visibilityTimeout: 30 })
  expect([attempts, queue.entries, poison.entries]).toEqual([2, [], []])
})

it('a message that always fails goes to the poison queue unchanged after its attempts', async () => {
  const [queue, poison] = [createQueue(), createQueue()]
  let attempts = 0
  const fail = () => {
    attempts++
    throw new Error('always')
  }
  const text = encode(eventGrid.connectedEvent())
  await queue.sendMessage(text)
  for (let i = 0; i < 4; i++) {
    await consume(queue, createConsumer({ connected: fail }, { onError() {} }), { poison, maxDequeue: 3 })
    queue.advance(60)
  }
  expect([attempts, queue.entries]).toEqual([3, []])
  expect(poison.entries.map(({ messageText }) => messageText)).toEqual([text])
})

it('a message that crashed its process each time goes to the poison queue without another attempt', async () => {
  const [queue, poison] = [createQueue(), createQueue()]
  let handled = 0
  await queue.sendMessage(encode(eventGrid.connectedEvent()))
  for (let i = 0; i < 3; i++) {
    await queue.receiveMessages({ numberOfMessages: 1, visibilityTimeout: 60 })
    queue.advance(60)
  }
  const errors: unknown[] = []
  const onError = (error: unknown) => void errors.push(error)
  await consume(queue, createConsumer({ connected: () => handled++ }), { poison, maxDequeue: 3, onError })
  expect([handled, queue.entries, poison.entries.length]).toEqual([0, [], 1])
  // Nothing else knows of it.
  expect(errors).toEqual([new Error('message message-0 went to poison, received 4 times')])
})

it.each(['not JSON', '', '%%%', 'AAAA', encode({ hello: 'world' })])(
  'an invalid message goes to the poison queue immediately: %o',
  async (text) => {
    const [queue, poison] = [createQueue(), createQueue()]
    await queue.sendMessage(text)
    await consume(queue, createConsumer({}, { onError() {} }), { poison })
    expect(queue.entries).toEqual([])
    expect(poison.entries.map(({ messageText }) => messageText)).toEqual([text])
  },
)

it.each(['STORE_FAILED', 'OVERLOADED'] as const)(
  '%s says nothing about a message, which is kept however often it was received',
  async (code) => {
    const [queue, poison] = [createQueue(), createQueue()]
    let attempts = 0
    const consumer = createConsumer(
      {},
      {
        onError() {},
        use: [
          async (_event, _context, next) => {
            if (++attempts <= 7) throw new WebhookError(code)
            await next()
          },
        ],
      },
    )
    await queue.sendMessage(encode(eventGrid.connectedEvent()))
    for (let i = 0; i < 8; i++) {
      await consume(queue, consumer, { poison, pollMs: 1, maxDequeue: 3, visibilityTimeout: 30 })
      expect([attempts, poison.entries]).toEqual([i + 1, []])
      queue.advance(30)
    }
    expect(queue.entries).toEqual([])
  },
)

it('an outage of a store uses up none of the attempts of a handler', async () => {
  const [queue, poison] = [createQueue(), createQueue()]
  let attempts = 0
  let isDown = true
  const consumer = createConsumer(
    {
      connected() {
        attempts++
        throw new Error('always')
      },
    },
    {
      onError() {},
      use: [
        async (_event, _context, next) => {
          if (isDown) throw new WebhookError('STORE_FAILED')
          await next()
        },
      ],
    },
  )
  await queue.sendMessage(encode(eventGrid.connectedEvent()))
  for (let i = 0; i < 5; i++) {
    isDown = i < 2
    await consume(queue, consumer, { poison, pollMs: 1, maxDequeue: 3 })
    queue.advance(60)
  }
  expect([attempts, queue.entries.length, poison.entries.length]).toEqual([3, 0, 1])
})

it('`subscriptions`, which no message of a Storage Queue can meet, moves none to the poison queue', async () => {
  const [queue, poison] = [createQueue(), createQueue()]
  const codes: string[] = []
  const consumer = createConsumer(
    {},
    { subscriptions: ['online'], onError: ({ code }) => void codes.push(code) },
  )
  await queue.sendMessage(encode(eventGrid.connectedEvent()))
  for (let i = 0; i < 3; i++) {
    await consume(queue, consumer, { poison, pollMs: 1, maxDequeue: 1 })
    queue.advance(60)
  }
  expect([codes, queue.entries.length, poison.entries]).toEqual([Array(3).fill('NOT_ALLOWED'), 1, []])
})

it('a consumer that is closed receives no more messages', async () => {
  const [queue, poison] = [createQueue(), createQueue()]
  const webhook = createWebhook({ connected() {} }, { onError() {} })
  await webhook.close()
  for (let i = 0; i < 3; i++) await queue.sendMessage(encode(eventGrid.connectedEvent()))
  await consumeStorageQueue(queue, createConsumer(webhook), { poison, batch: 1, maxDequeue: 1 })
  // The first has shown it.
  expect(queue.entries.map(({ dequeueCount }) => dequeueCount).sort()).toEqual([0, 0, 0])
})

it('a message of spaces is read in no time', async () => {
  const [queue, poison] = [createQueue(), createQueue()]
  // Four times what a queue takes, so that work that grows with the square exceeds the limit of the test.
  await queue.sendMessage(`${' '.repeat(256 * 1024)}!`)
  await consume(queue, createConsumer({}, { onError() {} }), { poison })
  expect(poison.entries).toHaveLength(1)
})

it('base64 in lines is decoded', async () => {
  const queue = createQueue()
  const users: unknown[] = []
  const text = encode(eventGrid.connectedEvent({ userId: 'ada' }))
  await queue.sendMessage(`${text.replaceAll(/.{76}/g, '$&\r\n')}\n`)
  const consumer = createConsumer({ connected: ({ userId }) => void users.push(userId) })
  await consume(queue, consumer, { poison: createQueue() })
  expect(users).toEqual(['ada'])
})

it('a message is deleted only after the poison queue has accepted it', async () => {
  const queue = createQueue()
  const errors: unknown[] = []
  const poison = { sendMessage: () => Promise.reject(new Error('no such queue')) }
  await queue.sendMessage('garbage')
  const onError = (error: unknown) => void errors.push(error)
  await consume(queue, createConsumer({}, { onError() {} }), { poison, onError })
  expect([queue.entries.length, errors]).toEqual([1, [new Error('no such queue')]])
})

it('a queue that does not answer is polled again', async () => {
  const queue = createQueue()
  const errors: unknown[] = []
  const controller = new AbortController()
  let calls = 0
  const failing = {
    ...queue,
    async receiveMessages(request: Parameters<typeof queue.receiveMessages>[0]) {
      if (++calls === 3) controller.abort()
      if (calls < 3) throw new Error('503')
      return queue.receiveMessages(request)
    },
  }
  await consumeStorageQueue(failing, createConsumer({}), {
    ...{ poison: queue, pollMs: 1, signal: controller.signal },
    onError(error) {
      errors.push(error)
      throw new Error('a hook that fails')
    },
  })
  expect([calls, errors.length]).toEqual([3, 2])
})

it('an abort ends it after the received messages are settled', async () => {
  const queue = createQueue()
  const controller = new AbortController()
  const steps: string[] = []
  await queue.sendMessage(encode(eventGrid.connectedEvent()))
  const consumer = createConsumer({
    async connected() {
      controller.abort()
      await new Promise((resolve) => setImmediate(resolve))
      steps.push('handled')
    },
  })
  await consumeStorageQueue(queue, consumer, { poison: queue, signal: controller.signal })
  expect([steps, queue.entries]).toEqual([['handled'], []])
})

it.each([
  [{}, 'poison'],
  [{ poison: {} }, 'poison'],
  [{ batch: 33 }, 'batch'],
  [{ maxDequeue: 0 }, 'maxDequeue'],
  [{ visibilityTimeout: 0.5 }, 'visibilityTimeout'],
  // More than a week, which the service refuses each time.
  [{ visibilityTimeout: 604_801 }, 'visibilityTimeout'],
  [{ pollMs: -1 }, 'pollMs'],
  [{ signal: {} }, 'signal'],
  [{ maxDequeues: 3 }, 'maxDequeues'],
])('refuses the options %o', async (options, name) => {
  const queue = createQueue()
  const given = {
    ...(name === 'poison' ? {} : { poison: queue }),
    ...options,
  } as unknown as StorageQueueOptions
  await expect(consumeStorageQueue(queue, createConsumer({}), given)).rejects.toThrow(`'${name}'`)
})

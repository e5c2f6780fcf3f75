import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { QueueServiceClient } from '@azure/storage-queue'
import { consumeStorageQueue, createConsumer, WebhookError } from '@signalr-events/queue'
import { cloudEvents, eventGrid } from '@signalr-events/testing'

// Runs the consumer on queues of Azurite, and prints the outcomes as JSON.

const port = process.argv[2]
const account = 'devstoreaccount1'
// The key that every Azurite has: https://learn.microsoft.com/azure/storage/common/storage-use-azurite
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='
const connectionString = `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};QueueEndpoint=http://127.0.0.1:${port}/${account};`

const azurite = spawn(
  process.execPath,
  [
    ...['node_modules/azurite/dist/src/queue/main.js', '--queueHost', '127.0.0.1', '--queuePort', port],
    ...['--inMemoryPersistence', '--skipApiVersionCheck'],
  ],
  { stdio: ['ignore', 'pipe', 'inherit'] },
)
process.once('exit', () => azurite.kill('SIGKILL'))
for await (const line of createInterface(azurite.stdout)) if (/successfully listen/i.test(line)) break

const service = QueueServiceClient.fromConnectionString(connectionString)
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64')
const silent = { onError() {} }

/** Makes two queues, and a function that consumes the first until `isDone`. */
async function createQueues(name) {
  const [queue, poison] = [service.getQueueClient(name), service.getQueueClient(`${name}-poison`)]
  await Promise.all([queue.create(), poison.create()])
  const errors = []
  async function consume(consumer, isDone, options = {}) {
    const controller = new AbortController()
    const signal = AbortSignal.any([controller.signal, AbortSignal.timeout(30_000)])
    const done = async (...args) => {
      const settlement = await consumer(...args)
      if (isDone()) controller.abort()
      return settlement
    }
    await consumeStorageQueue(queue, done, {
      ...{ poison, signal, pollMs: 50, onError: (error) => errors.push(error) },
      ...options,
    })
    assert.deepEqual(errors, [])
  }
  const count = async (client) => (await client.getProperties()).approximateMessagesCount
  return { queue, poison, consume, count: async () => [await count(queue), await count(poison)] }
}

const scenarios = {
  async 'events of both schemas are handled and deleted'() {
    const { queue, consume, count } = await createQueues('handled')
    const users = []
    await queue.sendMessage(encode(eventGrid.connectedEvent({ userId: 'Zoë' })))
    await queue.sendMessage(encode(cloudEvents.disconnectedEvent({ userId: 'ada' })))
    const note = ({ userId }) => users.push(userId)
    await consume(createConsumer({ connected: note, disconnected: note }), () => users.length === 2)
    assert.deepEqual(
      [users.sort(), await count()],
      [
        ['Zoë', 'ada'],
        [0, 0],
      ],
    )
  },
  async 'a message whose handler fails is received again, and then handled'() {
    const { queue, consume, count } = await createQueues('retried')
    const counts = []
    await queue.sendMessage(encode(eventGrid.connectedEvent()))
    const connected = (_, { native }) => {
      if (counts.push(native.dequeueCount) === 1) throw new Error('once')
    }
    await consume(createConsumer({ connected }, silent), () => counts.length === 2, { visibilityTimeout: 1 })
    assert.deepEqual(
      [counts, await count()],
      [
        [1, 2],
        [0, 0],
      ],
    )
  },
  async 'messages that always fail, and invalid ones, go to the poison queue unchanged'() {
    const { queue, poison, consume, count } = await createQueues('failing')
    let attempts = 0
    const texts = [encode(eventGrid.connectedEvent()), 'garbage']
    for (const text of texts) await queue.sendMessage(text)
    const connected = () => {
      attempts++
      throw new Error('always')
    }
    const options = { visibilityTimeout: 1, maxDequeue: 2 }
    await consume(createConsumer({ connected }, silent), () => attempts === 2, options)
    assert.deepEqual([attempts, await count()], [2, [0, 2]])
    const { receivedMessageItems } = await poison.receiveMessages({ numberOfMessages: 32 })
    assert.deepEqual(receivedMessageItems.map(({ messageText }) => messageText).sort(), texts.sort())
  },
  async 'a store that does not answer sends nothing to the poison queue'() {
    const { queue, consume, count } = await createQueues('passing')
    let attempts = 0
    await queue.sendMessage(encode(eventGrid.connectedEvent()))
    const fail = async (_event, _context, next) => {
      if (++attempts <= 3) throw new WebhookError('STORE_FAILED')
      await next()
    }
    const options = { visibilityTimeout: 1, maxDequeue: 1 }
    await consume(createConsumer({}, { ...silent, use: [fail] }), () => attempts === 4, options)
    assert.deepEqual([attempts, await count()], [4, [0, 0]])
  },
  async 'an outage of a store uses up none of the attempts of a handler'() {
    const { queue, consume, count } = await createQueues('outage')
    const counts = []
    let outages = 2
    await queue.sendMessage(encode(eventGrid.connectedEvent()))
    const fail = async (_event, _context, next) => {
      if (outages-- > 0) throw new WebhookError('STORE_FAILED')
      await next()
    }
    const connected = (_, { native }) => {
      if (counts.push(native.dequeueCount) === 1) throw new Error('once')
    }
    const consumer = createConsumer({ connected }, { ...silent, use: [fail] })
    await consume(consumer, () => counts.length === 2, { visibilityTimeout: 1, maxDequeue: 2 })
    assert.deepEqual(
      [counts, await count()],
      [
        [1, 2],
        [0, 0],
      ],
    )
  },
  async 'an abort ends it while it waits for messages'() {
    const { queue, poison } = await createQueues('aborted')
    const controller = new AbortController()
    const consumed = consumeStorageQueue(queue, createConsumer({}), { poison, signal: controller.signal })
    setImmediate(() => controller.abort())
    await consumed
  },
}

const outcomes = []
for (const [title, run] of Object.entries(scenarios)) {
  const error = await run().then(
    () => undefined,
    (error) => error.message,
  )
  outcomes.push({ title, error })
}
console.log(JSON.stringify(outcomes))
azurite.kill()
await once(azurite, 'exit')

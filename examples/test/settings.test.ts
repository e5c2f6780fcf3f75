import { eventGrid } from '@signalr-events/testing'
import { expect, it, onTestFinished } from 'vitest'
import { examples, startExample } from './example.js'

// `.env` files and containers often set what they have no value for.
const empty = {
  ...{ EVENTS_KEY: '', SIGNALR_RESOURCE_ID: '', AzureSignalRConnectionString: '', REDIS_URL: '', HOST: '' },
  ...{ NODE_ENV: '', CHOOSE_NAME: '' },
}

it.each(examples)('in the %s example, an empty setting is not set', async (name) => {
  const example = await startExample(name, empty)
  onTestFinished(() => void example.stop('SIGKILL'))
  expect(new URL(example.url).hostname).toBe('127.0.0.1')
  expect((await example.send(eventGrid.connected(), '')).status).toBe(200)
})

it.each(examples)('the %s example does not start in production with an empty key', async (name) => {
  const starting = startExample(name, { ...empty, NODE_ENV: 'production' })
  await expect(starting).rejects.toThrow('EVENTS_KEY is not set')
})

import { sharedKey } from '@signalr-events/express'
import { expect, it } from 'vitest'
import { runCli } from './support/cli.js'
import { startEndpoint } from './support/endpoint.js'
import { startWebhook } from './support/webhook.js'

// An HTTP action of a Logic App that forwards what its trigger receives.

const key = ['-H', 'x-events-key: s3cret']
const options = { path: '/events', authorize: sharedKey('s3cret', { header: 'x-events-key' }) }

it.each(['eventgrid', 'cloudevents'])('one event arrives as an object, in %s', async (schema) => {
  const { url, handled } = await startWebhook(options)
  const args = ['send', `${url}/events`, '--as', 'logic-app', '--user', 'ada', '--schema', schema]
  const { code, stdout } = await runCli([...args, ...key])
  expect(stdout.replaceAll(/\d+ ms/g, '_ ms')).toBe(`POST ${url}/events connected ada → 200 in _ ms\n`)
  expect(code).toBe(0)
  expect(handled).toMatchObject([
    { event: { userId: 'ada' }, delivery: { schema, subscription: undefined, attempt: undefined } },
  ])
})

it('several arrive as an array', async () => {
  const { url, requests } = await startEndpoint(() => ({ status: 200 }))
  const event = { id: '1', topic: 't', eventType: 'Microsoft.Storage.BlobCreated', data: {} }
  const input = `${JSON.stringify(event)}\n`.repeat(3)
  await runCli(['send', url, '--as', 'logic-app', '--file', '-', '--batch', '2'], { input })
  expect(requests.map(({ body }) => JSON.parse(body))).toEqual([[event, event], event])
  const headers = requests.flatMap(({ headers }) => Object.keys(headers))
  expect(headers.filter((name) => /^(aeg|ce|webhook)-|^origin$/i.test(name))).toEqual([])
})

it('without a path, a webhook does not recognize it', async () => {
  const { url, handled } = await startWebhook()
  const { code, stdout } = await runCli(['send', url, '--as', 'logic-app'])
  expect([code, handled]).toEqual([1, []])
  expect(stdout).toContain('Logic Apps never retries a 404: the event would be lost.')
})

it.each([
  [202, 'accepted'],
  [302, 'lost'],
  [401, 'lost'],
  [404, 'lost'],
  [408, 'retried'],
  [413, 'lost'],
  [429, 'retried'],
  [500, 'retried'],
  [503, 'retried'],
])('a %i means: %s', async (status, outcome) => {
  const { url } = await startEndpoint(() => ({ status }))
  const { code, stdout } = await runCli(['send', url, '--as', 'logic-app', '--json'])
  expect(JSON.parse(stdout)).toMatchObject({ handshake: null, deliveries: [{ status, outcome }] })
  expect(code).toBe(outcome === 'accepted' ? 0 : 1)
})

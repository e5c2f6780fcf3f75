import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { signalrEvents } from '@signalr-events/node'
import { checks } from '@signalr-events/testing/conformance'
import { checkMount, describeMounts, listen, type Mount } from '@signalr-events/testing/mounts'
import { expect, it } from 'vitest'

const mount: Mount = {
  name: 'node:http',
  start(webhooks) {
    const events = webhooks.map((webhook) => signalrEvents(webhook))
    return listen(
      createServer(async (request, response) => {
        if (events.some((handle) => handle(request, response))) return
        if (request.url === '/echo' && request.method === 'POST') response.end(await text(request))
        else response.writeHead(404).end()
      }),
    )
  },
}

const failed = async (mount: Mount) =>
  (await checkMount(mount)).filter(({ error }) => error !== undefined).map(({ check }) => check.id)

it('a mount of a correct adapter passes every check', async () => {
  expect((await checkMount(mount)).length).toBe(checks.length)
  expect(await failed(mount)).toEqual([])
})

it('a mount without an adapter fails the deliveries', async () => {
  const naive = () => listen(createServer((_, response) => response.writeHead(404).end()))
  expect(await failed({ name: 'nothing', start: naive })).toContain('pass-through-post')
})

it('a check that is listed and passes is a failure', async () => {
  expect(await failed({ ...mount, cannot: { 'two-webhooks': 'it says' } })).toEqual(['two-webhooks'])
})

it('an exception for a check that does not exist is refused', async () => {
  await expect(checkMount({ ...mount, cannot: { 'no-such-check': 'it says' } })).rejects.toThrow(TypeError)
})

it('a runner gets a test for every check, between a start and an end', async () => {
  const steps: (() => Promise<void>)[] = []
  const titles: string[] = []
  describeMounts([mount], {
    describe: (_, tests) => tests(),
    beforeAll: (run) => steps.unshift(run),
    afterAll: (run) => steps.push(run),
    test: (title) => titles.push(title),
  })
  expect(titles.length).toBe(checks.length)
  for (const step of steps) await step()
})

import { describe, expect, it } from 'vitest'
import { combinations, nextCall, type Version, whenClosed } from './support/clients.js'
import { expectEvents, start } from './support/service.js'

// Microsoft's clients in three major versions, by every transport and protocol that they support.

const versions: readonly Version[] = [10, 8, 6]
const cases = versions.flatMap((version) =>
  combinations.map(([transport, protocol]) => ({ version, transport, protocol })),
)

describe.each(cases)('client $version by $transport, $protocol', (options) => {
  it('connects, gets messages, and leaves: one event each', async () => {
    const { service, events, warnings, connect } = await start()
    const client = await connect('ada', options)
    const [connection = expect.fail('not connected')] = service.connections()
    expect(connection).toMatchObject({
      ...{ hubName: 'chat', userId: 'ada', transport: options.transport, protocol: options.protocol },
    })
    const args = ['hi', 1.5, null, true, { deep: ['ä', '\u{1f600}', '\u001e'] }]
    const call = nextCall(client, 'say')
    expect(service.send({ userId: 'ada' }, 'say', ...args)).toBe(1)
    expect(await call).toEqual(args)
    await client.stop()
    await expectEvents(events, 'connected', 'disconnected')
    const { connectionId } = connection
    expect(events).toEqual([
      { type: 'connected', hubName: 'chat', connectionId, userId: 'ada' },
      { type: 'disconnected', hubName: 'chat', connectionId, userId: 'ada' },
    ])
    expect(warnings).toEqual([])
  })

  it('gets the reason when it is closed', async () => {
    const { service, events, connect } = await start()
    const client = await connect(undefined, options)
    const closed = whenClosed(client)
    expect(service.close({ hub: 'CHAT' }, 'go home')).toBe(1)
    expect((await closed)?.message).toMatch(/go home/)
    await expectEvents(events, 'connected', 'disconnected')
    expect(events).toMatchObject([{ userId: null }, { userId: null, errorMessage: 'go home' }])
  })
})

it('a client that asks for stateful reconnect gets an ordinary connection', async () => {
  const { events, service, connect } = await start()
  const client = await connect('ada', { stateful: true })
  const call = nextCall(client, 'say')
  service.send({}, 'say', 1)
  expect(await call).toEqual([1])
  await client.stop()
  await expectEvents(events, 'connected', 'disconnected')
})

it('200 clients at once, by every transport and protocol', async () => {
  const { events, service, connect } = await start()
  const all = Array.from({ length: 200 }, (_, i) => {
    const { version, transport, protocol } = cases[i % cases.length] ?? expect.fail('no case')
    return connect(`user-${i}`, { version, transport, protocol })
  })
  const clients = await Promise.all(all)
  expect(service.connections()).toHaveLength(200)
  const calls = clients.map((client) => nextCall(client, 'say'))
  expect(service.send({ hub: 'chat' }, 'say', 'all')).toBe(200)
  expect(await Promise.all(calls)).toEqual(calls.map(() => ['all']))
  await Promise.all(clients.map((client) => client.stop()))
  await expect.poll(() => events).toHaveLength(400)
  expect(new Set(events.map(({ type, userId }) => `${type} ${userId}`)).size).toBe(400)
})

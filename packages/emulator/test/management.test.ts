import { createServiceClient } from '@signalr-events/management'
import { describe, expect, it } from 'vitest'
import { operations } from '../../management/test/support/operations.js'
import { createClient } from './support/clients.js'
import { start } from './support/service.js'

// The management client, made for the real service, against the local one.

describe.each(['2022-06-01', '2024-12-01'] as const)('version %s', (apiVersion) => {
  it.each(operations)('$name succeeds', async (operation) => {
    const { service, connect, warnings } = await start()
    const client = createServiceClient(service.connectionString, { apiVersion })
    await connect('ada')
    const [connection = expect.fail('not connected')] = service.connections()
    const { connectionId } = connection
    await client.hub('chat').group('team').addConnection(connectionId)
    const ids = { hub: 'chat', connectionId, userId: 'ada', group: 'team' }
    const result = await operation.run(client, ids)
    expect(result).toEqual(
      operation.name.includes('list') ? [{ connectionId, userId: 'ada' }] : operation.result,
    )
    expect(warnings).toEqual([])
  })
})

it('what does not exist is false, and adding it rejects', async () => {
  const { service } = await start()
  const chat = createServiceClient(service.connectionString).hub('chat')
  expect(await chat.connectionExists('none')).toBe(false)
  expect(await chat.userExists('nobody')).toBe(false)
  expect(await chat.groupExists('nothing')).toBe(false)
  await expect(chat.group('team').addConnection('none')).rejects.toMatchObject({
    code: 'Error.Connection.NotExisted',
  })
  await chat.group('team').removeConnection('none')
  await chat.closeConnection('none')
})

it('ids and groups of any characters are kept as they are', async () => {
  const { service } = await start()
  const chat = createServiceClient(service.connectionString).hub('chat')
  for (const name of ['a/b', 'ä ö', '100%', '?x=1&y', '+', ':send', '..a', '\u{1f600}']) {
    const client = createClient(await chat.negotiate({ userId: name }))
    await client.start()
    await chat.group(name).addUser(name, { ttl: 0 })
    expect(await chat.userExists(name), name).toBe(true)
    expect(service.connections({ userId: name }), name).toMatchObject([{ groups: [name] }])
  }
})

describe('the connection string', () => {
  it('is read by the expression of Microsoft’s sample, which ignores `Port`', async () => {
    const { service } = await start()
    const endpoint = /Endpoint=(.*?);/.exec(service.connectionString)?.[1]
    const key = /AccessKey=(.*?);/.exec(service.connectionString)?.[1]
    expect([endpoint, key]).toEqual([service.endpoint, expect.stringMatching(/^\w{44}$/)])
    expect(service.connectionString).toMatch(/;Version=1\.0;$/)
  })

  it('is read pair by pair', async () => {
    const keys = ['key+with/base64==characters', 'another'] as const
    const { service, warnings } = await start({ accessKeys: keys })
    const pairs = service.connectionString
      .split(';')
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])
    expect(Object.fromEntries(pairs)).toMatchObject({
      Endpoint: service.endpoint,
      AccessKey: keys[0],
      Version: '1.0',
    })
    const client = createServiceClient(service.connectionString)
    await client.health()
    await client.hub('chat').sendToAll('say')
    expect(warnings).toEqual([])
  })
})

import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr'
import { startSignalRService } from '@signalr-events/emulator'
import { createServiceClient, type Hub, type TokenOptions } from '@signalr-events/management'
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest'

// Real clients of Microsoft on the local service.

let chat: Hub

beforeEach(async () => {
  const service = await startSignalRService()
  onTestFinished(() => service.stop())
  chat = createServiceClient(service.connectionString).hub('chat')
})
afterEach(() => vi.useRealTimers())

/** A connected client, what it has received, and how it ended. */
async function connect(options: TokenOptions) {
  const { url, accessToken } = await chat.negotiate(options)
  const client = new HubConnectionBuilder()
    .withUrl(url, { accessTokenFactory: () => accessToken })
    .configureLogging(LogLevel.None)
    .build()
  const received: unknown[] = []
  client.on('say', (text: unknown) => received.push(text))
  const closed = new Promise<Error | undefined>((resolve) => client.onclose(resolve))
  await client.start()
  onTestFinished(() => client.stop())
  return { connectionId: client.connectionId ?? '', received, closed }
}

it('closes the connections of a user, but not those that are excluded or of others', async () => {
  const [phone, laptop, other] = [
    await connect({ userId: 'ada', enableDetailedErrors: true }),
    await connect({ userId: 'ada' }),
    await connect({ userId: 'eve' }),
  ]
  await chat.closeUserConnections('ada', { excluded: [laptop.connectionId], reason: 'signed out' })
  expect(String(await phone.closed)).toContain('signed out')
  await chat.sendToAll('say', ['still here'])
  for (const { received } of [laptop, other]) await expect.poll(() => received).toEqual(['still here'])
})

it('closes the connections of a group, except those that are excluded', async () => {
  const [first, second, other] = [
    await connect({ userId: 'ada' }),
    await connect({ userId: 'bob' }),
    await connect({ userId: 'eve' }),
  ]
  const team = chat.group('team / 1')
  for (const { connectionId } of [first, second]) await team.addConnection(connectionId)
  await team.closeAllConnections({ excluded: [second.connectionId] })
  await first.closed
  expect(await chat.connectionExists(second.connectionId)).toBe(true)
  expect(await chat.connectionExists(other.connectionId)).toBe(true)
})

it('a user or a connection leaves all groups', async () => {
  const { connectionId, received } = await connect({ userId: 'ada' })
  const [team, all] = [chat.group('team'), chat.group('all')]
  for (const group of [team, all]) await group.addUser('ada')
  expect([await team.userExists('ada'), await team.userExists('eve')]).toEqual([true, false])
  await chat.removeUserFromAllGroups('ada')
  expect([await team.userExists('ada'), await all.userExists('ada')]).toEqual([false, false])

  for (const group of [team, all]) await group.addConnection(connectionId)
  await chat.removeConnectionFromAllGroups(connectionId)
  await chat.removeConnectionFromAllGroups('gone')
  for (const group of [team, all]) await group.sendToAll('say', ['not for ada'])
  await chat.sendToUser('ada', 'say', ['for ada'])
  await expect.poll(() => received).toEqual(['for ada'])
})

it('a connection ends with its token, if that is asked for', async () => {
  // A token of one minute, made 55 seconds ago.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 55_000 })
  const options = { expirationTimeInMinutes: 1 } as const
  const tokens = [
    chat.negotiate({ ...options, closeOnAuthenticationExpiration: true }),
    chat.negotiate(options),
  ]
  const [ends, stays] = await Promise.all(tokens)
  vi.useRealTimers()
  const clients = [ends, stays].map((answer) => {
    const client = new HubConnectionBuilder()
      .withUrl(answer?.url ?? '', { accessTokenFactory: () => answer?.accessToken ?? '' })
      .configureLogging(LogLevel.None)
      .build()
    onTestFinished(() => client.stop())
    return client
  })
  const [closed] = clients.map((client) => new Promise<void>((resolve) => client.onclose(() => resolve())))
  await Promise.all(clients.map((client) => client.start()))
  await closed
  expect(await chat.connectionExists(clients[1]?.connectionId ?? '')).toBe(true)
})

import { createServer } from 'node:net'
import { inspect } from 'node:util'
import { createServiceClient, type Hub } from '@signalr-events/management'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { listenTcp, startServer } from '../../../test/support/servers.js'
import { type Ids, ids, operations } from './support/operations.js'
import { record } from './support/recorder.js'
import {
  accessKey,
  connect,
  connectWithCredential,
  entraToken,
  toConnectionString,
} from './support/service.js'

const uses = (id: keyof Ids) =>
  operations
    .filter(({ path }) => path(ids) !== path({ ...ids, [id]: 'another' }))
    .map((operation) => [operation.name, operation] as const)

describe.each(['connectionId', 'userId', 'group'] as const)('%s', (id) => {
  it('is used by several calls', () => {
    expect(uses(id).length).toBeGreaterThan(1)
  })

  it.each(uses(id))('%s sends nothing for an invalid id', async (_, operation) => {
    const { url, requests } = await record({ status: 200, body: { value: [] } })
    for (const bad of ['.', '..', '', '\ud800', undefined, null, 7, {}]) {
      const run = async () => operation.run(connect(url), { ...ids, [id]: bad as string })
      await expect(run(), inspect(bad)).rejects.toBeInstanceOf(TypeError)
    }
    expect(requests).toEqual([])
  })

  it.each(uses(id))('%s keeps any other id in one segment of the path', async (_, operation) => {
    const { url, requests } = await record({ status: operation.status, body: operation.answer })
    for (const bad of [
      '../..',
      '%2e%2e',
      '...',
      'a/../../:send',
      '?x=1',
      '#',
      '\\',
      'ä€😀',
      ' a ',
      'a\r\nb',
      '\0',
    ]) {
      const given = { ...ids, [id]: bad }
      await operation.run(connect(url), given)
      expect(requests.at(-1)?.url.split('?')[0]).toBe(operation.path(given))
    }
  })
})

it('any user id reaches the wire as one segment, or is a TypeError', async () => {
  const { url, requests } = await record({ status: 202 })
  const property = fc.asyncProperty(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
    async (userId) => {
      const before = requests.length
      if (['.', '..'].includes(userId)) return
      await connect(url).hub('chat').sendToUser(userId, 'say')
      const [path = ''] = requests[before]?.url.split('?') ?? []
      expect(path.split('/').map(decodeURIComponent)).toEqual([
        '',
        'api',
        'hubs',
        'chat',
        'users',
        userId,
        ':send',
      ])
    },
  )
  await fc.assert(property, { numRuns: 100 })
})

it.each(['', '1a', '../x', 'a/b', 'a?b', 'a-b', 'ä', 'a'.repeat(129), undefined])(
  '%s is no valid hub name',
  (name) => {
    expect(() => connect('http://localhost').hub(name as string)).toThrow(TypeError)
  },
)

it('hubs are in lower case, and escaped', async () => {
  const { url, requests } = await record({ status: 202 })
  await connect(url).hub('Chat_`,.[]1').sendToAll('say')
  expect(requests[0]?.url.split('?')[0]).toBe('/api/hubs/chat_%60%2C.%5B%5D1/:send')
})

it.each([' ', 'a'.repeat(1025)])('a group named %s is a TypeError', (name) => {
  const hub = connect('http://localhost').hub('chat')
  expect(() => hub.group(name)).toThrow(TypeError)
})

it('sends nothing without a target, or with arguments that are no array or no JSON', async () => {
  const { url, requests } = await record({ status: 202 })
  const hub = connect(url).hub('chat')
  await expect(hub.sendToAll('')).rejects.toBeInstanceOf(TypeError)
  await expect(hub.sendToAll('say', 'hi' as unknown as string[])).rejects.toBeInstanceOf(TypeError)
  await expect(hub.sendToAll('say', [1n])).rejects.toBeInstanceOf(TypeError)
  await expect(hub.group('team').addUser('ada', { ttl: -1 })).rejects.toBeInstanceOf(TypeError)
  expect(requests).toEqual([])
})

type Given = Record<string, unknown>

describe('an option that is wrong, misspelled or of another call is a TypeError, and nothing is sent', () => {
  const calls: readonly [
    name: string,
    call: (hub: Hub, options: Given) => Promise<unknown>,
    options: Given,
  ][] = [
    ['sendToAll', (hub, options) => hub.sendToAll('say', [], options), { exclude: ['c1'] }],
    ['sendToAll', (hub, options) => hub.sendToAll('say', [], options), { excluded: 'c1' }],
    ['sendToAll', (hub, options) => hub.sendToAll('say', [], options), { excluded: [undefined] }],
    ['sendToAll', (hub, options) => hub.sendToAll('say', [], options), { excluded: new Set(['c1']) }],
    ['sendToAll', (hub, options) => hub.sendToAll('say', [], options), { signal: {} }],
    ['sendToUser', (hub, options) => hub.sendToUser('ada', 'say', [], options), { excluded: ['c1'] }],
    [
      'sendToConnection',
      (hub, options) => hub.sendToConnection('c', 'say', [], options),
      { excluded: ['c1'] },
    ],
    [
      'group.sendToAll',
      (hub, options) => hub.group('team').sendToAll('say', [], options),
      { except: ['c1'] },
    ],
    ['closeConnection', (hub, options) => hub.closeConnection('c', options), { reason: 7 }],
    ['closeAllConnections', (hub, options) => hub.closeAllConnections(options), { exclude: ['c1'] }],
    ['closeUserConnections', (hub, options) => hub.closeUserConnections('ada', options), { exclude: ['c1'] }],
    [
      'group.closeAllConnections',
      (hub, options) => hub.group('team').closeAllConnections(options),
      { why: 'x' },
    ],
    ['connectionExists', (hub, options) => hub.connectionExists('c', options), { timeout: 5 }],
    ['userExists', (hub, options) => hub.userExists('ada', options), { timeout: 5 }],
    ['groupExists', (hub, options) => hub.groupExists('team', options), { timeout: 5 }],
    ['group.userExists', (hub, options) => hub.group('team').userExists('ada', options), { timeout: 5 }],
    ['addConnection', (hub, options) => hub.group('team').addConnection('c', options), { ttl: 5 }],
    ['removeConnection', (hub, options) => hub.group('team').removeConnection('c', options), { ttl: 5 }],
    ['addUser', (hub, options) => hub.group('team').addUser('ada', options), { timeToLive: 5 }],
    ['addUser', (hub, options) => hub.group('team').addUser('ada', options), { ttl: 2 ** 31 }],
    ['removeUser', (hub, options) => hub.group('team').removeUser('ada', options), { ttl: 5 }],
    ['listConnections', (hub, options) => hub.group('team').listConnections(options).next(), { top: 5 }],
    [
      'removeUserFromAllGroups',
      (hub, options) => hub.removeUserFromAllGroups('ada', options),
      { group: 'a' },
    ],
    [
      'removeConnectionFromAllGroups',
      (hub, options) => hub.removeConnectionFromAllGroups('c', options),
      { a: 1 },
    ],
  ]

  it.each(calls)('%s with %3$o', async (_, call, options) => {
    const { url, requests } = await record({ status: 200, body: { value: [] } })
    const hub = connect(url).hub('chat')
    const run = async () => call(hub, options)
    await expect(run()).rejects.toBeInstanceOf(TypeError)
    await expect(run()).rejects.toThrow(Object.keys(options)[0])
    expect(requests).toEqual([])
  })

  it('health', async () => {
    const { url, requests } = await record({ status: 200 })
    const run = async () => connect(url).health({ timeout: 5 } as object)
    await expect(run()).rejects.toBeInstanceOf(TypeError)
    expect(requests).toEqual([])
  })
})

const deep = '{"code":'.repeat(100_000).concat('1', '}'.repeat(100_000))

it.each([
  ['nothing', ''],
  ['no JSON', '<!doctype html><title>Sorry</title>'],
  ['half of a character', Buffer.from([0xf0, 0x9f])],
  ['null', 'null'],
  ['a list', '[{"code":"Error.List"}]'],
  ['codes in codes', deep],
  ['a code that is no word', '{"code":"<script>"}'],
  ['an error that is null', '{"error":null}'],
])('a failure with %s in its body is a ServiceError', async (_, body) => {
  const url = await startServer((_, response) => void response.writeHead(400).end(body))
  const call = connect(url).hub('chat').sendToAll('say')
  await expect(call).rejects.toMatchObject({ name: 'ServiceError', code: 'HTTP_ERROR', status: 400 })
})

it('an answer that is no HTTP is UNREACHABLE', async () => {
  const server = await listenTcp(createServer((socket) => void socket.end('220 mail.example ESMTP\r\n')))
  onTestFinished(server.close)
  const call = connect(`http://127.0.0.1:${server.port}`).hub('chat').sendToAll('say')
  await expect(call).rejects.toMatchObject({ code: 'UNREACHABLE', status: undefined })
})

describe('no error shows a key or a token', () => {
  const show = (value: unknown) => inspect(value, { depth: 9, showHidden: true })
  const expectNothing = (error: unknown) => {
    expect(error).toBeInstanceOf(Error)
    for (const secret of [accessKey, entraToken, 'eyJ', 'Bearer']) expect(show(error)).not.toContain(secret)
  }

  it.each(operations)('$name', async (operation) => {
    const { url } = await record(
      {
        status: 401,
        headers: { 'x-ms-error-code': entraToken },
        body: { code: accessKey, message: accessKey },
      },
      'cut',
    )
    const { service } = connectWithCredential(url, { timeout: 60 })
    for (const each of [connect(url, { timeout: 60 }), service, service]) {
      expectNothing(await operation.run(each, ids).catch((error: unknown) => error))
    }
  })

  it.each([
    `${toConnectionString('https://contoso.service.signalr.net')}AccessKey=${accessKey}`,
    `Endpoint=ftp://x;AccessKey=${accessKey}`,
    `AccessKey=${accessKey}`,
    `Endpoint=https://user:${accessKey}@x;AccessKey=${accessKey}`,
    `${accessKey}`,
    `Endpoint=https://x;AccessKey=${accessKey};Version=2`,
    `Endpoint=https://x;AuthType=azure;ClientSecret=${accessKey}`,
  ])('connection string %#', (text) => {
    const create = () => createServiceClient(text)
    expect(create).toThrow(TypeError)
    expect(create).toThrow(
      expect.toSatisfy((error) => {
        expectNothing(error)
        return true
      }),
    )
  })

  it('the client neither', () => {
    const service = connect('https://contoso.service.signalr.net')
    expect(show(service) + show(service.hub('chat')) + JSON.stringify(service)).not.toContain(accessKey)
  })

  it('a credential that fails, or gives no token', async () => {
    const cause = new Error('not signed in')
    for (const getToken of [
      () => Promise.reject(cause),
      async () => null,
      async () => ({ token: '' }),
      async () => ({ token: `${entraToken}\r\nx: y` }),
      async () => ({}) as { token: string },
    ]) {
      const { url, requests } = await record({ status: 200 })
      const service = createServiceClient({ endpoint: url, credential: { getToken } })
      const error = await service.health().catch((error: unknown) => error)
      expect(error).toMatchObject({ name: 'ServiceError', code: 'CREDENTIAL_FAILED', status: undefined })
      expectNothing(error)
      expect(requests).toEqual([])
    }
  })
})

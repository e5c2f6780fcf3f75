import { once } from 'node:events'
import { request } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { describe, expect, it } from 'vitest'
import { operations } from '../src/rest/operations.js'
import { createClient, nextCall, whenClosed } from './support/clients.js'
import { absent, type Documented, documented } from './support/documented.js'
import { inAnHour, sign, toKey } from './support/raw.js'
import { createRest } from './support/rest.js'
import { expectEvents, type Started, start } from './support/service.js'

const message = JSON.stringify({ target: 'say', arguments: ['hi'] })

/** A service with a client, which is in a group. */
async function startWithClient() {
  const started = await start()
  const client = await started.connect('ada')
  const rest = createRest(started.service)
  const connection = started.service.connections()[0]?.connectionId ?? ''
  await rest('PUT', `/api/hubs/chat/groups/team/connections/${connection}?api-version=2022-06-01`)
  return {
    ...started,
    client,
    rest,
    ids: { hub: 'chat', user: 'ada', group: 'team', connection, stream: '1' },
  }
}

function toPath({ version, path }: Documented, ids: Readonly<Record<string, string>>): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(ids[name] ?? ''))
  return version === 'v1' ? `/api/v1${filled}` : `/api${filled}?api-version=${version}`
}

const toName = ({ version, method, path }: Documented) => `${version} ${method} ${path}`

describe('an operation', () => {
  it.each(documented.map((row) => [toName(row), row] as const))(
    '%s has its documented status',
    async (_, row) => {
      const { rest, ids, warnings } = await startWithClient()
      const body = row.hasBody ? { body: message } : {}
      const response = await rest(row.method, toPath(row, ids), body)
      expect([response.status, response.headers.get('x-ms-error-code')]).toEqual([row.status, null])
      if (row.missing === undefined) return
      const others = { hub: 'chat', user: 'nobody', group: 'nothing', connection: 'none' }
      const missing = await rest(row.method, toPath(row, others), body)
      const [status, code = null] = row.missing
      expect([missing.status, missing.headers.get('x-ms-error-code')]).toEqual([status, code])
      expect(warnings).toEqual([])
    },
  )

  it.each(absent.map((row) => [toName(row), row] as const))('%s is not imitated: 501', async (_, row) => {
    const { rest, ids } = await startWithClient()
    const response = await rest(row.method, toPath(row, ids), { body: message })
    expect([response.status, await response.json()]).toMatchObject([501, { code: 'Error.NotImplemented' }])
  })

  it('is documented for each row of the table', () => {
    const all = [...documented, ...absent].map(({ version, method, path }) =>
      [version === 'v1', method, path].join(' '),
    )
    const styles = operations.flatMap(({ v1, now }) => [
      ...(v1 ? [{ ...v1, isV1: true }] : []),
      ...(now ? [{ ...now, isV1: false }] : []),
    ])
    const ours = styles.flatMap(({ isV1, methods, paths }) =>
      paths.flatMap((path) => methods.map((method) => [isV1, method, path].join(' '))),
    )
    // Some are documented with GET for version 1 only, and accepted in both.
    const extra = ours.filter((each) => !all.includes(each) && !/^false GET|accessKey/.test(each))
    expect(extra).toEqual([])
  })
})

describe('a send', () => {
  /** Three clients in both protocols; two are in a group, two are of one user. */
  async function startThree(): Promise<
    Started & { got: string[]; ids: string[]; rest: ReturnType<typeof createRest> }
  > {
    const started = await start()
    const got: string[] = []
    const rest = createRest(started.service)
    const ids: string[] = []
    for (const [i, user] of ['ada', 'ada', 'ben'].entries()) {
      const client = await started.connect(user, { protocol: i === 1 ? 'messagepack' : 'json' })
      client.on('say', (text: string) => got.push(`${i} ${text}`))
      ids.push(client.connectionId ?? '')
    }
    const connections = started.service.connections().map(({ connectionId }) => connectionId)
    for (const id of [connections[0], connections[2]])
      await rest('PUT', `/api/hubs/chat/groups/team/connections/${id}?api-version=2022-06-01`)
    return { ...started, got, rest, ids: connections }
  }

  it.each([
    ['/api/hubs/chat/:send', '', ['0 hi', '1 hi', '2 hi']],
    ['/api/hubs/CHAT/:send', '', ['0 hi', '1 hi', '2 hi']],
    ['/api/hubs/chat/:send', 'excluded=0&excluded=2', ['1 hi']],
    ['/api/hubs/chat/users/ada/:send', '', ['0 hi', '1 hi']],
    ['/api/hubs/chat/groups/team/:send', '', ['0 hi', '2 hi']],
    ['/api/hubs/chat/groups/team/:send', 'excluded=0', ['2 hi']],
    ['/api/hubs/chat/connections/1/:send', '', ['1 hi']],
    ['/api/v1/hubs/chat', 'excluded=1', ['0 hi', '2 hi']],
    ['/api/v1/hubs/chat/users/ben', '', ['2 hi']],
    ['/api/v1/hubs/chat/groups/team', '', ['0 hi', '2 hi']],
    ['/api/v1/hubs/chat/connections/0', '', ['0 hi']],
    ['/api/hubs/other/:send', '', []],
    ['/api/hubs/chat/:send', 'application=shop', []],
  ])('to %s?%s reaches %j', async (path, query, expected) => {
    const { service, got, rest, ids } = await startThree()
    const withIds = (text: string) =>
      text.replace(/(connections\/|excluded=)(\d)/g, (_, name, i) => name + ids[i])
    const target = `${withIds(path)}?api-version=2022-06-01&${withIds(query)}`
    expect((await rest('POST', target, { body: message })).status).toBe(202)
    // Messages arrive in order, so this one is the last.
    service.send({}, 'say', 'end')
    await expect.poll(() => got.filter((each) => each.endsWith('end'))).toHaveLength(3)
    expect(got.filter((each) => !each.endsWith('end')).sort()).toEqual(expected)
  })

  it.each([
    [
      'with names in capitals, as SDKs write them',
      '{"Target":"say","Arguments":["hi"]}',
      'application/json; charset=utf-8',
      202,
    ],
    ['without arguments', '{"target":"say"}', 'application/json', 202],
    ['of another JSON type', message, 'application/vnd.mine+json', 202],
    ['without target', '{"arguments":[]}', 'application/json', 400],
    ['with an empty target', '{"target":""}', 'application/json', 400],
    ['with arguments that are no list', '{"target":"say","arguments":{}}', 'application/json', 400],
    ['that is a list', '[]', 'application/json', 400],
    ['that is truncated', '{"target":', 'application/json', 400],
    ['that is empty', '', 'application/json', 400],
    [
      'with half a character',
      Buffer.concat([Buffer.from('{"target":"'), Buffer.from([0xc3]), Buffer.from('"}')]),
      'application/json',
      400,
    ],
    [
      'that is nested deeply',
      `{"target":"say","arguments":${'['.repeat(101)}${']'.repeat(101)}}`,
      'application/json',
      400,
    ],
    ['of MessagePack', message, 'application/x-msgpack', 415],
    ['of bytes', message, 'application/octet-stream', 415],
    ['of text', message, 'text/plain', 415],
  ])('%s is answered with the right status', async (_, body, type, status) => {
    const { service } = await start()
    const rest = createRest(service)
    for (const path of ['/api/hubs/chat/:send?api-version=2022-06-01', '/api/v1/hubs/chat']) {
      const response = await rest('POST', path, { body, type })
      expect(response.status).toBe(status)
      if (status !== 202) expect(response.headers.get('x-ms-error-code')).toMatch(/^Error\.Request\./)
    }
  })

  it('without end is cut off, and the service keeps running', async () => {
    const { service, warnings } = await start()
    const path = '/api/v1/hubs/chat'
    const aud = `${service.endpoint}${path}`
    const authorization = `Bearer ${await sign({ aud, exp: inAnHour() }, toKey(service.connectionString))}`
    const sent = request(aud, { method: 'POST', headers: { authorization } })
    const chunk = Buffer.alloc(1024 * 1024)
    const endless = new Readable({ read: () => void endless.push(chunk) })
    await expect(pipeline(endless, sent)).rejects.toThrow()
    expect((await createRest(service)('POST', path, { body: message })).status).toBe(202)
    expect(warnings).toEqual([])
  })

  it('over 1 MB is answered when it has been received', async () => {
    const { service } = await start()
    const path = '/api/v1/hubs/chat'
    const aud = `${service.endpoint}${path}`
    const authorization = `Bearer ${await sign({ aud, exp: inAnHour() }, toKey(service.connectionString))}`
    const sent = request(aud, { method: 'POST', headers: { authorization } })
    const answered = once(sent, 'response')
    let isAnswered = false
    sent.once('response', () => {
      isAnswered = true
    })
    const half = Buffer.alloc(1024 * 1024 + 1)
    await new Promise<void>((resolve) => sent.write(half, () => resolve()))
    // Long enough for a premature answer to arrive.
    for (let i = 0; i < 20; i++) await fetch(`${service.endpoint}/api/v1/health`)
    expect(isAnswered).toBe(false)
    sent.end(half)
    const [response] = await answered
    expect(response.statusCode).toBe(413)
    response.resume()
  })

  it('over 1 MB is discarded and answered with 413', async () => {
    const { service } = await start()
    for (const bytes of [1024 * 1024 + 1, 20 * 1024 * 1024]) {
      const response = await createRest(service)('POST', '/api/v1/hubs/chat', { body: new Uint8Array(bytes) })
      expect(response.status).toBe(413)
    }
  })
})

it('errors are text in version 1 and an object later', async () => {
  const { service } = await start()
  const rest = createRest(service)
  const old = await rest('GET', '/api/v1/hubs/chat/users/ada')
  expect(await old.text()).toBe('There is no such resource.')
  const now = await rest('GET', '/api/hubs/chat/users/ada?api-version=2022-06-01')
  expect(await now.json()).toEqual({ code: 'Warning.User.NotExisted', message: 'There is no such resource.' })
})

it.each([
  ['POST', '/api/hubs/1/:send', 400],
  ['POST', '/api/hubs/a%20b/:send', 400],
  ['POST', '/api/hubs/chat/groups/%20/:send', 400],
  ['POST', `/api/hubs/chat/groups/${'x'.repeat(1025)}/:send`, 400],
  ['POST', '/api/hubs/chat/:send?application=1', 400],
  ['PUT', '/api/hubs/chat/users/ada/groups/team?ttl=-1', 400],
  ['PUT', '/api/hubs/chat/users/ada/groups/team?ttl=x', 400],
  ['POST', '/api/hubs/chat/:generateToken?minutesToExpire=0', 400],
  ['GET', '/api/hubs/chat/groups/team/connections?maxpagesize=201', 400],
  ['GET', '/api/hubs/chat/groups/team/connections?top=0', 400],
  ['GET', '/api/hubs/chat/other/thing', 404],
  ['GET', '/api/', 404],
  ['POST', '/api/hubs//:send', 404],
  ['POST', '/api/hubs/chat/users//:send', 404],
  ['POST', '/api/v1/hubs/chat/groups/', 404],
  ['GET', '/api/v1/hubs/chat/:send', 404],
  ['POST', '/api/v1/hubs/chat/:closeConnections', 404],
  ['PATCH', '/api/hubs/chat/:send', 405],
  ['PUT', '/api/v1/hubs/chat', 405],
  ['GET', '/api/health', 405],
  ['POST', '/api/hubs/chat/:generateToken?api-version=2022-06-01', 404],
  ['GET', '/api/hubs/chat/groups/team/connections?api-version=2022-11-01', 404],
  ['GET', '/api/hubs/chat/groups/team/connections?api-version=2031-01-01', 200],
])('%s %s is %d', async (method, path, status) => {
  const { service } = await start()
  const response = await createRest(service)(method, path, method === 'POST' ? { body: message } : {})
  expect(response.status).toBe(status)
})

it('a missing api-version is served as the newest, with a warning', async () => {
  const { service, warnings } = await start()
  const response = await createRest(service)('GET', '/api/hubs/chat/groups/team/connections')
  expect(response.status).toBe(200)
  expect(warnings).toMatchObject([{ code: 'version-missing' }])
})

it('an application has separate hubs', async () => {
  const { service, connect } = await start()
  await connect('ada')
  const client = createClient(await service.negotiate({ hub: 'Shop_Chat' }))
  await client.start()
  const call = nextCall(client, 'say')
  await createRest(service)('POST', '/api/v1/hubs/chat?application=Shop', { body: message })
  expect(await call).toEqual(['hi'])
})

describe('a token', () => {
  it('has the URL as audience, with or without its query and port', async () => {
    const { service } = await start()
    const rest = createRest(service)
    const path = '/api/hubs/chat/:send?api-version=2022-06-01'
    const url = `${service.endpoint}${path}`
    for (const audience of [url, url.replace(/:\d+/, ''), url.toUpperCase().replace('API-VERSION', 'x')])
      expect((await rest('POST', path, { body: message, audience })).status).toBe(202)
    for (const audience of [
      `${service.endpoint}/api/hubs/other/:send`,
      `${service.endpoint}/client/?hub=chat`,
      'x',
    ])
      expect((await rest('POST', path, { body: message, audience })).status).toBe(401)
  })

  it('is not accepted in the query, which any page can send', async () => {
    const { service } = await start()
    const path = '/api/hubs/chat/:closeConnections'
    const key = toKey(service.connectionString)
    const token = await sign({ aud: `${service.endpoint}${path}`, exp: inAnHour() }, key)
    const response = await fetch(`${service.endpoint}${path}?access_token=${token}`, { method: 'POST' })
    expect(response.status).toBe(401)
  })

  it('that is refused is answered, also with a long body', async () => {
    const { service } = await start()
    const body = new Uint8Array(20 * 1024 * 1024)
    const response = await createRest(service)('POST', '/api/v1/hubs/chat', { body, audience: 'x' })
    expect(response.status).toBe(401)
  })

  it('is needed, except for health', async () => {
    const { service, warnings } = await start()
    expect((await fetch(`${service.endpoint}/api/health`, { method: 'HEAD' })).status).toBe(200)
    const response = await fetch(`${service.endpoint}/api/v1/hubs/chat`, { method: 'POST', body: message })
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
    expect(warnings).toHaveLength(1)
    // The token of a client is valid for its hub only.
    const { accessToken } = await service.negotiate({ hub: 'chat' })
    const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' }
    const init = { method: 'POST', headers, body: message }
    expect((await fetch(`${service.endpoint}/api/hubs/chat/:send?api-version=2022-06-01`, init)).status).toBe(
      401,
    )
  })
})

it('generateToken makes a token by which a client connects', async () => {
  const { service } = await start()
  const rest = createRest(service)
  const query = 'api-version=2022-11-01&userId=ada%20b&minutesToExpire=5'
  const response = await rest('POST', `/api/hubs/Chat/:generateToken?${query}`)
  const { token } = (await response.json()) as { token: string }
  await createClient({ url: `${service.endpoint}/client/?hub=chat`, accessToken: token }).start()
  expect(service.connections()).toMatchObject([{ userId: 'ada b' }])
})

describe('groups', () => {
  const version = 'api-version=2022-06-01'

  it('a user added to a group: present and future connections, until removed', async () => {
    const { service, connect } = await start()
    const rest = createRest(service)
    const groups = () => service.connections().map((each) => each.groups)
    await connect('ada')
    await rest('PUT', `/api/hubs/chat/users/ada/groups/a?${version}`)
    await rest('PUT', `/api/hubs/chat/users/ada/groups/b?${version}&ttl=0`)
    await connect('ada')
    await connect('ben')
    expect(groups()).toEqual([['a', 'b'], ['a'], []])
    await rest('DELETE', `/api/hubs/chat/users/ada/groups/a?${version}`)
    expect(groups()).toEqual([['b'], [], []])
    await connect('ada')
    expect(groups()).toEqual([['b'], [], [], []])
    await rest('DELETE', `/api/hubs/chat/users/ada/groups?${version}`)
    expect(groups().flat()).toEqual([])
  })

  it('a user can be added before it connects', async () => {
    const { service, connect } = await start()
    const rest = createRest(service)
    await rest('PUT', `/api/v1/hubs/chat/groups/team/users/ada`)
    expect((await rest('GET', '/api/v1/hubs/chat/groups/team/users/ada')).status).toBe(200)
    expect((await rest('GET', '/api/v1/hubs/chat/groups/team')).status).toBe(404)
    await connect('ada')
    expect((await rest('GET', '/api/v1/hubs/chat/groups/team')).status).toBe(200)
  })

  it('end with their connections', async () => {
    const { service, client, rest, ids } = await startWithClient()
    expect((await rest('HEAD', `/api/hubs/chat/groups/team?${version}`)).status).toBe(200)
    await client.stop()
    await expect.poll(() => service.connections()).toEqual([])
    for (const path of ['groups/team', 'users/ada', `connections/${ids.connection}`])
      expect((await rest('HEAD', `/api/hubs/chat/${path}?${version}`)).status).toBe(404)
  })

  it('are listed by pages', async () => {
    const { service, connect } = await start()
    const rest = createRest(service)
    for (const user of ['ada', 'ben', undefined, 'cy', 'dee']) await connect(user)
    for (const { connectionId } of service.connections())
      await rest('PUT', `/api/hubs/chat/groups/team/connections/${connectionId}?${version}`)
    const read = async (query: string) => {
      const sizes: number[] = []
      const all: { connectionId: string; userId?: string }[] = []
      let path: string | undefined = `/api/hubs/chat/groups/team/connections?api-version=2024-12-01${query}`
      while (path !== undefined) {
        const page = (await (await rest('GET', path)).json()) as { value: typeof all; nextLink?: string }
        sizes.push(page.value.length)
        all.push(...page.value)
        path = page.nextLink?.replace(service.endpoint, '')
      }
      return { sizes, all }
    }
    const expected = service
      .connections()
      .map(({ connectionId, userId }) => ({ connectionId, ...(userId && { userId }) }))
    const byId = (a: { connectionId: string }, b: { connectionId: string }) =>
      a.connectionId < b.connectionId ? -1 : 1
    expect(await read('')).toEqual({ sizes: [5], all: expected.sort(byId) })
    expect(await read('&maxpagesize=2')).toEqual({ sizes: [2, 2, 1], all: expected })
    expect(await read('&maxpagesize=2&top=3')).toEqual({ sizes: [2, 1], all: expected.slice(0, 3) })
    expect(await read('&top=5')).toEqual({ sizes: [5], all: expected })
  })
})

describe('closing', () => {
  it.each([
    ['POST', '/api/hubs/chat/:closeConnections', [0, 1, 2]],
    ['POST', '/api/hubs/chat/:closeConnections?excluded=1', [0, 2]],
    ['POST', '/api/hubs/chat/users/ada/:closeConnections', [0, 1]],
    ['POST', '/api/hubs/chat/groups/team/:closeConnections', [2]],
    ['DELETE', '/api/hubs/chat/connections/1', [1]],
    ['DELETE', '/api/v1/hubs/chat/connections/2', [2]],
  ] as const)('%s %s closes %j with the reason', async (method, path, closed) => {
    const { service, events, connect } = await start()
    const rest = createRest(service)
    for (const user of ['ada', 'ada', 'ben']) await connect(user)
    const ids = service.connections().map(({ connectionId }) => connectionId)
    await rest('PUT', `/api/hubs/chat/groups/team/connections/${ids[2]}?api-version=2022-06-01`)
    const target = path.replace(/(connections\/|excluded=)(\d)/, (_, name, i) => name + ids[Number(i)])
    await rest(
      method,
      `${target}${target.includes('?') ? '&' : '?'}reason=an%20update&api-version=2022-06-01`,
    )
    const gone = events.filter(({ type }) => type === 'disconnected')
    expect(gone.map(({ connectionId }) => ids.indexOf(connectionId)).sort()).toEqual([...closed])
    for (const event of gone) expect(event.errorMessage).toBe('an update')
  })

  it('without a reason has no error, and the client may reconnect', async () => {
    for (const protocol of ['json', 'messagepack'] as const) {
      const { service, events, connect } = await start()
      const client = await connect('ada', { reconnect: [0, 0, 0], protocol })
      await createRest(service)('POST', '/api/hubs/chat/:closeConnections?api-version=2022-06-01&reason=')
      await expectEvents(events, 'connected', 'disconnected', 'connected')
      expect(events[1]).not.toHaveProperty('errorMessage')
      await expect.poll(() => client.state).toBe('Connected')
    }
  })
})

it('a client gets messages of a send by REST in its protocol', async () => {
  const { service, connect } = await start()
  const client = await connect('ada', { protocol: 'messagepack', transport: 'LongPolling' })
  const [call, closed] = [nextCall(client, 'say'), whenClosed(client)]
  const rest = createRest(service)
  const body = JSON.stringify({ target: 'SAY', arguments: [{ n: 1.25, list: [null, false, 'ä'] }] })
  await rest('POST', '/api/hubs/chat/users/ada/:send?api-version=2022-06-01', { body })
  expect(await call).toEqual([{ n: 1.25, list: [null, false, 'ä'] }])
  await rest('POST', '/api/hubs/chat/:closeConnections?api-version=2022-06-01&reason=done')
  expect((await closed)?.message).toContain('done')
})

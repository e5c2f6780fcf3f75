import type { JWTPayload } from 'jose'
import { describe, expect, it } from 'vitest'
import { createClient } from './support/clients.js'
import { createRaw, inAnHour, refusalOf, sign, toKey } from './support/raw.js'
import { start } from './support/service.js'

const origin = 'https://app.example'

interface Case {
  readonly name: string
  readonly claims?: Readonly<Record<string, unknown>>
  readonly key?: string
  readonly alg?: string
  readonly token?: (good: string) => string
  /** The reason that the client gets, or that the token is valid. */
  readonly client: string | 'good'
  /** The reason in the warning. */
  readonly developer?: RegExp
}

const past = 1_700_000_000
const cases: readonly Case[] = [
  { name: 'a valid one', client: 'good' },
  {
    name: 'one without port, as SDKs create it',
    claims: { aud: 'http://localhost/client/?hub=chat' },
    client: 'good',
  },
  { name: 'one for 127.0.0.1', claims: { aud: 'http://127.0.0.1:1/client?hub=chat' }, client: 'good' },
  { name: 'one for [::1]', claims: { aud: 'http://[::1]/client/?hub=chat' }, client: 'good' },
  { name: 'one in capitals', claims: { aud: 'HTTP://LOCALHOST/CLIENT/?hub=CHAT&asrs.op=x' }, client: 'good' },
  {
    name: 'one of several audiences',
    claims: { aud: ['urn:x', 'http://localhost/client/?hub=chat'] },
    client: 'good',
  },
  {
    name: 'one that begins in 4 minutes',
    claims: { nbf: Math.floor(Date.now() / 1000) + 240 },
    client: 'good',
  },
  {
    ...{
      name: 'an expired one',
      claims: { exp: past },
      client: "The token expired at '2023-11-14T22:13:20.000Z'",
    },
    developer: /claim 'exp' is 2023-11-14T22:13:20.000Z/,
  },
  {
    ...{ name: 'one that expired a second ago', claims: { exp: Math.floor(Date.now() / 1000) - 1 } },
    client: 'The token expired at',
  },
  { name: 'one without end', claims: { exp: undefined }, client: 'The token has no expiration time' },
  {
    ...{ name: 'one that begins later', claims: { nbf: inAnHour() }, client: 'The token is not valid yet' },
    developer: /claim 'nbf'/,
  },
  {
    ...{ name: 'one for another hub', claims: { aud: 'http://localhost/client/?hub=other' } },
    ...{
      client: 'The audience is invalid',
      developer: /is "http:.*hub=other", expected "http:.*\/client\/\?hub=chat"/,
    },
  },
  {
    name: 'one for another host',
    claims: { aud: 'http://x.test/client/?hub=chat' },
    client: 'The audience is invalid',
  },
  {
    name: 'one for https',
    claims: { aud: 'https://localhost/client/?hub=chat' },
    client: 'The audience is invalid',
  },
  {
    name: 'one for another path',
    claims: { aud: 'http://localhost/server/?hub=chat' },
    client: 'The audience is invalid',
  },
  { name: 'one without audience', claims: { aud: undefined }, client: 'The audience is invalid' },
  { name: 'one with an odd audience', claims: { aud: 'chat' }, client: 'The audience is invalid' },
  {
    ...{ name: 'one of another service', key: 'another key of another service' },
    ...{ client: 'The signature key was not found', developer: /not signed with an access key/ },
  },
  { name: 'one of another algorithm', alg: 'HS384', client: 'The algorithm is invalid' },
  {
    ...{ name: 'a tampered one', client: 'The signature key was not found' },
    token: (good) =>
      good.replace(/\.[^.]+\./, `.${Buffer.from('{"exp":9999999999}').toString('base64url')}.`),
  },
  {
    ...{ name: 'an unsigned one', client: 'The algorithm is invalid' },
    token: () =>
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{}').toString('base64url')}.`,
  },
  { name: 'part of one', token: (good) => good.slice(0, 50), client: 'The token is malformed' },
  { name: 'nonsense', token: () => 'nonsense', client: 'The token is malformed' },
]

describe.each(cases)('$name', ({ claims, key, alg, token: change, client, developer }) => {
  it(
    client === 'good' ? 'is accepted' : 'is refused, readable for a page of any origin, with the reason',
    async () => {
      const { service, warnings } = await start()
      const audience = `${service.endpoint}/client/?hub=chat`
      const all = { aud: audience, exp: inAnHour(), ...claims }
      const good = await sign(all, key ?? toKey(service.connectionString), alg)
      const token = change?.(good) ?? good
      const target = `${service.endpoint}/client/negotiate?hub=chat&negotiateVersion=1`
      const headers = { authorization: `Bearer ${token}`, origin }
      const response = await fetch(target, { method: 'POST', headers })
      expect(response.headers.get('access-control-allow-origin')).toBe(origin)
      expect(response.headers.get('access-control-allow-credentials')).toBe('true')
      const challenge = response.headers.get('www-authenticate')
      if (client === 'good') {
        expect([response.status, challenge, warnings]).toEqual([200, null, []])
        return
      }
      expect(response.status).toBe(401)
      expect(challenge).toContain(`Bearer error="invalid_token", error_description="${client}`)
      expect(warnings).toMatchObject([{ code: 'token-refused' }])
      expect(warnings[0]?.message).toMatch(developer ?? client)
      expect(warnings[0]?.message).not.toContain(token.split('.')[2] || 'nonsense')
      expect(await refusalOf(`${service.endpoint}/client/?hub=chat`, headers)).toBe(401)
    },
  )
})

it('a missing token is refused without a reason', async () => {
  const { service, warnings } = await start()
  const response = await fetch(`${service.endpoint}/client/negotiate?hub=chat`, { method: 'POST' })
  expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
  expect(warnings).toMatchObject([{ code: 'token-refused', message: expect.stringContaining('no token') }])
})

it('tokens are signed with either key', async () => {
  const keys = ['first-key-of-mine', 'second-key-of-mine'] as const
  const { service, warnings } = await start({ accessKeys: keys })
  expect(service.connectionString).toBe(`Endpoint=${service.endpoint};AccessKey=${keys[0]};Version=1.0;`)
  for (const key of keys) {
    const url = `${service.endpoint}/client/?hub=chat`
    const accessToken = await sign({ aud: url, exp: inAnHour() }, key)
    const { answer } = await createRaw({ url, accessToken }).negotiate()
    expect(answer).toHaveProperty('connectionToken')
  }
  expect(warnings).toEqual([])
})

describe('the user is that of', () => {
  const uri = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier'
  const all: JWTPayload = { 'asrs.s.uid': 'first', nameid: 'second', [uri]: 'third', sub: 'fourth' }
  const order = ['asrs.s.uid', 'nameid', uri, 'sub']
  it.each(order.map((name, i) => [name, i] as const))('%s', async (name, i) => {
    const { service } = await start()
    const claims = Object.fromEntries(order.slice(i).map((each) => [each, all[each]]))
    const url = `${service.endpoint}/client/?hub=chat`
    const key = toKey(service.connectionString)
    const accessToken = await sign({ aud: url, exp: inAnHour(), ...claims }, key)
    const socket = await createRaw({ url, accessToken }).open()
    socket.webSocket.send('{"protocol":"json","version":1}\u001e')
    const connection = await service.waitFor({ hub: 'chat' })
    expect(connection.userId).toBe(all[name])
    expect(connection.claims).toMatchObject(claims)
  })

  it('anonymous, without any of them or with empty ones', async () => {
    const { service, events } = await start()
    const raw = createRaw(await service.negotiate({ hub: 'chat', userId: '', claims: { sub: 7 } }))
    const socket = await raw.open()
    socket.webSocket.send('{"protocol":"json","version":1}\u001e')
    expect((await service.waitFor({ hub: 'chat' })).userId).toBeUndefined()
    expect(events).toMatchObject([{ userId: null }])
  })
})

describe('the audience', () => {
  const target = 'http://localhost:1/client/?hub=chat'
  it.each([
    ['without-port', target, 200],
    ['exact', target, 401],
    ['unchecked', 'nonsense', 200],
  ] as const)('%s', async (audience, aud, status) => {
    const { service } = await start({ undocumented: { audience } })
    const accessToken = await sign({ aud, exp: inAnHour() }, toKey(service.connectionString))
    const headers = { authorization: `Bearer ${accessToken}` }
    const response = await fetch(`${service.endpoint}/client/negotiate?hub=chat`, { method: 'POST', headers })
    expect(response.status).toBe(status)
  })

  it('exact accepts the tokens of the service itself', async () => {
    const { connect } = await start({ undocumented: { audience: 'exact' } })
    expect((await connect()).state).toBe('Connected')
  })
})

it('every request of a client carries the token: an expired one ends long polling', async () => {
  const { service } = await start()
  const raw = createRaw(await service.negotiate({ hub: 'chat' }))
  const { id } = await raw.negotiate()
  const url = `${service.endpoint}/client/?hub=chat`
  const accessToken = await sign({ aud: url, exp: 1 }, toKey(service.connectionString))
  const late = createRaw({ url, accessToken })
  for (const method of ['GET', 'POST', 'DELETE']) expect((await late.request(method, id)).status).toBe(401)
  expect((await late.request('GET', id, { accept: 'text/event-stream' })).status).toBe(401)
  expect(await refusalOf(`${url}&id=${id}`, { authorization: `Bearer ${accessToken}` })).toBe(401)
})

it('a token in the query is accepted, since browsers send it there', async () => {
  const { service } = await start()
  const { url, accessToken } = await service.negotiate({ hub: 'chat' })
  const target = `${url.replace('/client/', '/client/negotiate')}&access_token=${accessToken}`
  expect((await fetch(target, { method: 'POST' })).status).toBe(200)
})

it('a connection outlives its token, unless a claim asks to close it', async () => {
  const { service, events } = await start({ keepAliveInterval: 40 })
  const open = async (userId: string, claims = {}) => {
    const client = { hub: 'chat', userId, claims, expiresIn: '2s' } as const
    const socket = await createRaw(await service.negotiate(client)).open()
    socket.webSocket.send('{"protocol":"json","version":1}\u001e')
    await service.waitFor({ userId })
    return socket
  }
  await open('stays')
  await open('stays too', { 'asrs.s.coae': 'false' })
  const socket = await open('ends', { 'asrs.s.coae': 'true' })
  const early = await open('ends early', { 'asrs.s.coae': true, 'asrs.s.aeo': '1' })
  await Promise.all([early.closed, socket.closed])
  expect(socket.text()).toContain('{"type":7,"error":"The token has expired.","allowReconnect":true}')
  const gone = events.filter(({ type }) => type === 'disconnected')
  expect(gone.map(({ userId, errorMessage }) => [userId, errorMessage])).toEqual([
    ['ends early', 'The token has expired.'],
    ['ends', 'The token has expired.'],
  ])
  expect(service.connections().map(({ userId }) => userId)).toEqual(['stays', 'stays too'])
})

it('a token that Azure would not take from a browser is a warning, once for each connection', async () => {
  const { service, warnings } = await start()
  const claims = { long: 'x'.repeat(4096) }
  const client = createClient(await service.negotiate({ hub: 'chat', claims }), { transport: 'LongPolling' })
  await client.start()
  expect(warnings).toEqual([
    {
      code: 'token-too-long',
      message: expect.stringMatching(/^POST \/client\/negotiate: the token has \d,\d{3} /),
    },
  ])
})

it('a shorter token is no warning', async () => {
  const { service, warnings } = await start()
  const client = createClient(await service.negotiate({ hub: 'chat', claims: { long: 'x'.repeat(2000) } }))
  await client.start()
  expect(warnings).toEqual([])
})

import { jwtVerify } from 'jose'
import { expect, it } from 'vitest'
import { record } from './support/recorder.js'
import { accessKey, connect, connectWithCredential } from './support/service.js'

const host = 'https://contoso.service.signalr.net'
const hub = connect(host).hub('Chat')
const verify = (token: string) =>
  jwtVerify(token, new TextEncoder().encode(accessKey), {
    audience: `${host}/client/?hub=chat`,
    algorithms: ['HS256'],
  })

it('negotiate answers exactly what a client needs', async () => {
  const { url, accessToken, ...more } = await hub.negotiate({ userId: 'ada' })
  expect([url, more]).toEqual([`${host}/client/?hub=chat`, {}])
  const { payload } = await verify(accessToken)
  expect(payload).toEqual({ nameid: 'ada', aud: url, iat: payload.iat, exp: (payload.iat ?? 0) + 3600 })
})

it('a client token has the user, the claims and the expiry', async () => {
  const claims = { role: 'admin', teams: ['a', 'b'] }
  const { token } = await hub.getClientAccessToken({ userId: 'ada', claims, expirationTimeInMinutes: 5 })
  const { payload } = await verify(token)
  expect(payload).toMatchObject({ ...claims, nameid: 'ada', exp: (payload.iat ?? 0) + 300 })
})

it('without a user the client is anonymous', async () => {
  const { payload } = await verify((await hub.getClientAccessToken()).token)
  expect(Object.keys(payload).sort()).toEqual(['aud', 'exp', 'iat'])
})

it.each([
  'aud',
  'exp',
  'iat',
  'iss',
  'nbf',
  'sub',
  'nameid',
  'NameId',
  'asrs.s.uid',
  'asrs.s.aut',
  'asrs.u.x',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier',
])('the claim %s is a TypeError', async (name) => {
  await expect(hub.negotiate({ userId: 'ada', claims: { [name]: 'eve' } })).rejects.toBeInstanceOf(TypeError)
})

it.each([
  { userId: '' },
  { userId: '..' },
  { userId: 7 },
  { claims: [] },
  { claims: null },
  { claims: { text: 'x'.repeat(4000) } },
  { expirationTimeInMinutes: 0 },
  { expirationTimeInMinutes: 1.5 },
  { expirationTimeInMinutes: 2 ** 31 },
  { enableDetailedErrors: 'yes' },
  { closeOnAuthenticationExpiration: 1 },
  { claims: new Map([['role', 'admin']]) },
  { user: 'ada' },
])('%o is a TypeError', async (options) => {
  const given = options as Parameters<typeof hub.negotiate>[0]
  await expect(hub.negotiate(given)).rejects.toBeInstanceOf(TypeError)
  await expect(hub.getClientAccessToken(given)).rejects.toBeInstanceOf(TypeError)
})

it('with a credential the service makes the token, and claims are a TypeError', async () => {
  const { url, requests } = await record({ status: 200, body: { token: 'made' } })
  const entra = connectWithCredential(url).service.hub('chat')
  await expect(entra.negotiate({ claims: {} })).rejects.toBeInstanceOf(TypeError)
  expect(requests).toEqual([])
  expect(await entra.negotiate({ userId: 'a&b' })).toEqual({
    url: `${url}/client/?hub=chat`,
    accessToken: 'made',
  })
  expect(requests[0]?.url).toBe(
    '/api/hubs/chat/:generateToken?userId=a%26b&minutesToExpire=60&api-version=2022-11-01',
  )
})

it('the client may see errors in detail, and its connection may end with the token', async () => {
  const options = { enableDetailedErrors: true, closeOnAuthenticationExpiration: true }
  const { token } = await hub.getClientAccessToken({ ...options, expirationTimeInMinutes: 5 })
  const { payload } = await verify(token)
  // As Azure's SDK writes them.
  expect(payload).toMatchObject({
    'asrs.s.derror': 'True',
    'asrs.s.coae': 'true',
    'asrs.s.aeo': String(payload.exp),
  })
  const off = { enableDetailedErrors: false, closeOnAuthenticationExpiration: false }
  const plain = await verify((await hub.getClientAccessToken(off)).token)
  expect(Object.keys(plain.payload).sort()).toEqual(['aud', 'exp', 'iat'])
})

it.each([{ enableDetailedErrors: true }, { closeOnAuthenticationExpiration: true }])(
  'with a credential, %o is a TypeError: the service takes no such parameter',
  async (options) => {
    const { url, requests } = await record({ status: 200, body: { token: 'made' } })
    const call = connectWithCredential(url).service.hub('chat').negotiate(options)
    await expect(call).rejects.toThrow(TypeError)
    await expect(connectWithCredential(url).service.hub('chat').negotiate(options)).rejects.toThrow(
      String(Object.keys(options)[0]),
    )
    expect(requests).toEqual([])
  },
)

it.each([undefined, null, {}, { token: 7 }, { token: '' }])('an answer of %o is no token', async (body) => {
  const { url } = await record({ status: 200, body })
  const call = connectWithCredential(url).service.hub('chat').negotiate()
  await expect(call).rejects.toMatchObject({ code: 'INVALID_RESPONSE' })
})

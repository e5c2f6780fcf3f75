import type { EntraOptions } from '@signalr-events/entra'
import { cloudEvents, eventGrid as eventGridSchema } from '@signalr-events/testing'
import { expect, it } from 'vitest'
import { serveEvents, serveKeys } from './support/server.js'
import { clientId, createSigner, eventGrid, inSeconds, tenantId, v1, v2 } from './support/tokens.js'

const tenant = await createSigner('tenant-key')
const role = 'AzureEventGridSecureWebhookSubscriber'
const url = 'https://example.com/events?hub=chat'

type Case = [title: string, claims: Record<string, unknown>, options?: Partial<EntraOptions>]

const changes: readonly Case[] = [
  ['a plain token', {}],
  ['the client id as audience', { aud: clientId }],
  ['the client id in upper case in the options', {}, { audience: clientId.toUpperCase() }],
  ['an application id URI as audience', { aud: `api://${clientId}` }, { audience: `api://${clientId}` }],
  ['the URL of the webhook as audience', { aud: url }, { audience: url }],
  ['the first of several audiences', { aud: clientId }, { audience: [clientId, url] }],
  ['the last of several audiences', { aud: url }, { audience: [clientId, url] }],
  [
    'a line break behind the options, as a shell leaves it',
    { roles: [role] },
    { audience: `${clientId}\n`, role: `${role}\n` },
  ],
  ['an audience in a list of the token', { aud: ['https://other.example', clientId] }],
  ['expired within the tolerance', { exp: inSeconds(-240) }],
  ['not yet valid within the tolerance', { nbf: inSeconds(240) }],
  ['expired within a configured tolerance', { exp: inSeconds(-1200) }, { clockTolerance: 1500 }],
  ['no start', { nbf: undefined }],
  ['the required role', { roles: ['Other', role] }, { role: true }],
  [
    'a role of another name',
    { roles: ['AzureEventGridSecureWebhook'] },
    { role: 'AzureEventGridSecureWebhook' },
  ],
  ['no role when none is required', { roles: undefined }, { role: false }],
  ['the tenant in upper case in the options', {}, { tenantId: tenantId.toUpperCase() }],
]

it.each(changes)('%s', async (_, claims, options) => {
  const { url: keysUrl } = await serveKeys(tenant.jwk)
  const { deliver, users } = await serveEvents({ keysUrl, ...options })
  for (const version of [v1, v2]) {
    const outcome = await deliver(`Bearer ${await tenant.sign(version(claims))}`)
    expect(outcome).toMatchObject({ status: 200, code: 'ok', body: '' })
  }
  expect(users).toEqual(['ada', 'ada'])
})

it.each([
  ['public', 'https://sts.windows.net/', eventGrid],
  ['public', 'https://login.microsoftonline.com/', eventGrid],
  ['usgov', 'https://sts.windows.net/', '54316b56-3481-47f9-8f30-0300f5542a7b'],
  ['usgov', 'https://login.microsoftonline.us/', '54316b56-3481-47f9-8f30-0300f5542a7b'],
  ['china', 'https://sts.chinacloudapi.cn/', clientId],
  ['china', 'https://login.partner.microsoftonline.cn/', clientId],
  ['china', 'https://login.chinacloudapi.cn/', clientId],
] as const)('%s, issued by %s', async (cloud, issuer, caller) => {
  const { url: keysUrl } = await serveKeys(tenant.jwk)
  const callers = cloud === 'china' ? { callerIds: [eventGrid, clientId.toUpperCase()] } : {}
  const { deliver } = await serveEvents({ keysUrl, cloud, ...callers })
  const [end, claims] = issuer.includes('sts.')
    ? ['/', v1({ appid: caller })]
    : ['/v2.0', v2({ azp: caller })]
  const token = await tenant.sign({ ...claims, iss: `${issuer}${tenantId}${end}` })
  expect((await deliver(`Bearer ${token}`)).code).toBe('ok')
})

it.each([
  ['Bearer', (token: string) => `Bearer ${token}`],
  ['bearer', (token: string) => `bearer ${token}`],
  ['BEARER', (token: string) => `BEARER ${token}`],
  ['more white space', (token: string) => ` \t Bearer \t  ${token} \t `],
  ['no scheme: the signature proves it, not the wrapping', (token: string) => token],
])('%s', async (_, wrap) => {
  const { url: keysUrl } = await serveKeys(tenant.jwk)
  const { deliver } = await serveEvents({ keysUrl })
  expect((await deliver(wrap(await tenant.sign(v1())))).code).toBe('ok')
})

it('another header, where a platform overwrites Authorization', async () => {
  const { url: keysUrl } = await serveKeys(tenant.jwk)
  const { send } = await serveEvents({ keysUrl, header: 'X-Forwarded-Authorization' })
  const [delivery, token] = [cloudEvents.connected(), `Bearer ${await tenant.sign(v2())}`]
  expect(await send(delivery, token, 'x-forwarded-authorization')).toMatchObject({ status: 200 })
  expect(await send(delivery, token)).toMatchObject({ status: 401, code: 'TOKEN_MISSING' })
})

it('a key of the application, which the key server publishes at ?appid=', async () => {
  const own = await createSigner('own-key')
  const server = await serveKeys(tenant.jwk)
  server.answer((req, res) => {
    const isOwn = req.url?.endsWith(`?appid=${clientId}`)
    res.end(JSON.stringify({ keys: [isOwn ? own.jwk : tenant.jwk] }))
  })
  const token = `Bearer ${await own.sign(v1())}`
  const { deliver } = await serveEvents({ keysUrl: `${server.url}?appid=${clientId}` })
  expect(await deliver(token)).toMatchObject({ status: 200 })
  const { deliver: deliverWithout } = await serveEvents({ keysUrl: server.url })
  expect(await deliverWithout(token)).toMatchObject({ status: 401, code: 'TOKEN_KEY_UNKNOWN' })
})

it('the CloudEvents handshake needs no token, the validation event does', async () => {
  const server = await serveKeys(tenant.jwk)
  const { send } = await serveEvents({ keysUrl: server.url })
  expect(await send(cloudEvents.handshake())).toMatchObject({ status: 200, code: 'ok' })
  expect(server.requests).toBe(0)
  const validation = eventGridSchema.handshake({ code: 'code' })
  expect(await send(validation)).toMatchObject({ status: 401, code: 'TOKEN_MISSING' })
  const token = `Bearer ${await tenant.sign(v2())}`
  expect(await send(validation, token)).toMatchObject({ status: 200, body: '{"validationResponse":"code"}' })
})

import { createHmac } from 'node:crypto'
import { WebhookError } from '@signalr-events/core'
import type { EntraErrorCode, EntraOptions } from '@signalr-events/entra'
import { exportSPKI, importJWK } from 'jose'
import { expect, it } from 'vitest'
import { serveEvents, serveKeys } from './support/server.js'
import {
  clientId,
  createSigner,
  eventGrid,
  forge,
  inSeconds,
  otherTenantId,
  v1,
  v2,
} from './support/tokens.js'

const tenant = await createSigner('tenant-key')
const unpublished = await createSigner('unpublished-key')
const impostor = await createSigner('tenant-key')
const otherTenant = await createSigner('other-tenant-key')
const published = [
  { ...tenant.jwk, issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0' },
  { ...otherTenant.jwk, issuer: `https://login.microsoftonline.com/${otherTenantId}/v2.0` },
]
const spki = await exportSPKI((await importJWK(tenant.jwk, 'RS256')) as CryptoKey)

const bearer = async (token: string | Promise<string>) => `Bearer ${await token}`
const signed = (changes: Record<string, unknown>, version = v1) => bearer(tenant.sign(version(changes)))

function hmac(secret: string): string {
  const [head = '', claims = ''] = forge({ alg: 'HS256', kid: 'tenant-key' }, v1()).split('.')
  return `${head}.${claims}.${createHmac('sha256', secret).update(`${head}.${claims}`).digest('base64url')}`
}

async function tamper(): Promise<string> {
  const [head, , signature] = (await tenant.sign(v1({ appid: clientId }))).split('.')
  return `${head}.${forge({}, v1()).split('.')[1]}.${signature}`
}

const role = 'AzureEventGridSecureWebhookSubscriber'
const sts = 'https://sts.windows.net'
const login = 'https://login.microsoftonline.com'

type Case = [
  code: EntraErrorCode,
  title: string,
  authorization: () => string | undefined | Promise<string>,
  options?: Partial<EntraOptions>,
]

const cases: readonly Case[] = [
  ['TOKEN_MISSING', 'no header', () => undefined],
  ['TOKEN_MISSING', 'an empty header', () => ''],
  ['TOKEN_MISSING', 'a scheme without a token', () => 'Bearer'],
  ['TOKEN_MISSING', 'two schemes', () => 'Bearer Bearer'],
  ['TOKEN_MISSING', 'another scheme', () => 'Basic dXNlcjpwYXNzd29yZHBhc3N3b3Jk'],
  ['TOKEN_MISSING', 'two tokens', async () => `${await signed({})}, ${await signed({})}`],

  ['TOKEN_MALFORMED', 'no token at all', () => 'Bearer planted-in-the-claims-and-so-on'],
  ['TOKEN_MALFORMED', 'two parts', async () => (await signed({})).split('.').slice(0, 2).join('.')],
  ['TOKEN_MALFORMED', 'five parts, as if encrypted', async () => `${await signed({})}.e30.e30`],
  ['TOKEN_MALFORMED', 'a head that is no JSON', () => 'Bearer e3BsYW50.e30.e30'],
  ['TOKEN_MALFORMED', 'claims that are no JSON', () => bearer(tenant.sign('planted-in-the-claims'))],
  ['TOKEN_MALFORMED', 'claims that are a list', () => bearer(tenant.sign('["planted-in-the-claims"]'))],
  ['TOKEN_MALFORMED', 'a signature that is no base64', async () => `${await signed({})}!`],
  ['TOKEN_MALFORMED', 'no algorithm', () => bearer(forge({ kid: 'tenant-key' }, v1()))],
  ['TOKEN_MALFORMED', 'no key id', () => bearer(tenant.sign(v1(), { kid: undefined }))],
  ['TOKEN_MALFORMED', 'a key id that is no string', () => bearer(tenant.sign(v1(), { kid: ['tenant-key'] }))],
  [
    'TOKEN_MALFORMED',
    'an extension that must be understood',
    () => bearer(forge({ alg: 'RS256', kid: 'tenant-key', crit: ['planted'], planted: 1 }, v1())),
  ],
  ['TOKEN_MALFORMED', 'a time of issue that is no number', () => signed({ iat: 'planted-in-the-claims' })],

  ['TOKEN_ALGORITHM', 'none', () => bearer(forge({ alg: 'none', kid: 'tenant-key' }, v1()))],
  ['TOKEN_ALGORITHM', 'None', () => bearer(forge({ alg: 'None', kid: 'tenant-key' }, v1(), 'e30'))],
  ['TOKEN_ALGORITHM', 'HS256 with the public key as PEM', () => bearer(hmac(spki))],
  ['TOKEN_ALGORITHM', 'HS256 with the modulus', () => bearer(hmac(tenant.jwk.n ?? ''))],
  ['TOKEN_ALGORITHM', 'RS512', () => bearer(forge({ alg: 'RS512', kid: 'tenant-key' }, v1(), 'e30'))],

  ['TOKEN_KEY_UNKNOWN', 'an unpublished key', () => bearer(unpublished.sign(v1()))],
  ['TOKEN_KEY_UNKNOWN', 'a key of another tenant in the same key set', () => bearer(otherTenant.sign(v1()))],
  [
    'TOKEN_KEY_UNKNOWN',
    'a key in the head of the token',
    () => bearer(unpublished.sign(v1(), { jwk: unpublished.jwk })),
  ],

  ['TOKEN_SIGNATURE', 'another key of the same id', () => bearer(impostor.sign(v1()))],
  ['TOKEN_SIGNATURE', 'claims that were changed', () => bearer(tamper())],
  ['TOKEN_SIGNATURE', 'no signature', () => bearer(forge({ alg: 'RS256', kid: 'tenant-key' }, v1()))],

  ['TOKEN_ISSUER', 'another tenant, version 1', () => signed({ iss: `${sts}/${otherTenantId}/` })],
  ['TOKEN_ISSUER', 'another tenant, version 2', () => signed({ iss: `${login}/${otherTenantId}/v2.0` }, v2)],
  ['TOKEN_ISSUER', 'version 1 without its slash', () => signed({ iss: String(v1().iss).slice(0, -1) })],
  ['TOKEN_ISSUER', 'version 2 with a slash', () => signed({ iss: `${v2().iss}/` }, v2)],
  ['TOKEN_ISSUER', 'another cloud', () => signed({}, v2), { cloud: 'usgov', callerIds: [eventGrid] }],
  ['TOKEN_ISSUER', 'none', () => signed({ iss: undefined })],
  ['TOKEN_ISSUER', 'a list with the right one', () => signed({ iss: [v1().iss] })],

  ['TOKEN_AUDIENCE', 'another', () => signed({ aud: 'https://planted-in-the-claims.example' })],
  ['TOKEN_AUDIENCE', 'none', () => signed({ aud: undefined })],
  ['TOKEN_AUDIENCE', 'an empty list', () => signed({ aud: [] })],
  ['TOKEN_AUDIENCE', 'a list of others', () => signed({ aud: ['https://a.example', 'https://b.example'] })],
  ['TOKEN_AUDIENCE', 'one that begins with ours', () => signed({ aud: `${clientId}-and-more` })],
  ['TOKEN_AUDIENCE', 'an object', () => signed({ aud: { [clientId]: clientId } })],

  ['TOKEN_NOT_YET_VALID', 'beyond the tolerance', () => signed({ nbf: inSeconds(400) })],
  ['TOKEN_NOT_YET_VALID', 'without tolerance', () => signed({ nbf: inSeconds(60) }), { clockTolerance: 0 }],
  ['TOKEN_NOT_YET_VALID', 'a start that is no number', () => signed({ nbf: '0' })],

  ['TOKEN_EXPIRED', 'beyond the tolerance', () => signed({ exp: inSeconds(-400) })],
  ['TOKEN_EXPIRED', 'without tolerance', () => signed({ exp: inSeconds(-1) }), { clockTolerance: 0 }],
  ['TOKEN_EXPIRED', 'no end', () => signed({ exp: undefined })],
  ['TOKEN_EXPIRED', 'an end that is no number', () => signed({ exp: '9999999999' })],

  ['TOKEN_CALLER', 'another application, version 1', () => signed({ appid: clientId })],
  ['TOKEN_CALLER', 'another application, version 2', () => signed({ azp: clientId }, v2)],
  [
    'TOKEN_CALLER',
    'another application with the role',
    () => signed({ appid: clientId, roles: [role] }),
    { role: true },
  ],
  ['TOKEN_CALLER', 'two, of which the first is ours', () => signed({ azp: clientId })],
  ['TOKEN_CALLER', 'two, of which the second is ours', () => signed({ appid: clientId }, v2)],
  ['TOKEN_CALLER', 'two, of which one is no text', () => signed({ azp: null })],
  ['TOKEN_CALLER', 'none', () => signed({ appid: undefined })],
  ['TOKEN_CALLER', 'a list', () => signed({ appid: [eventGrid] })],
  ['TOKEN_CALLER', "another cloud's Event Grid", () => signed({}), { cloud: 'usgov' }],
  [
    'TOKEN_CALLER',
    'Event Grid, when other callers are configured',
    () => signed({}),
    { callerIds: [clientId] },
  ],

  ['TOKEN_ROLE', 'none', () => signed({}), { role: true }],
  ['TOKEN_ROLE', 'another', () => signed({ roles: ['Reader'] }), { role: true }],
  ['TOKEN_ROLE', 'a text in place of a list', () => signed({ roles: role }), { role: true }],
  ['TOKEN_ROLE', 'an object in place of a list', () => signed({ roles: { [role]: true } }), { role: true }],
  [
    'TOKEN_ROLE',
    'the usual one when another is required',
    () => signed({ roles: [role] }),
    { role: 'Sender' },
  ],
]

it.each(cases)('%s: %s', async (code, _, authorization, options) => {
  const { url: keysUrl } = await serveKeys(...published)
  const { deliver, users } = await serveEvents({ keysUrl, ...options })
  const { error, ...answer } = await deliver(await authorization())
  expect(answer).toEqual({ status: 401, body: '{"error":"UNAUTHORIZED"}', code })
  expect(error).toBeInstanceOf(WebhookError)
  expect(error?.code).toBe('UNAUTHORIZED')
  expect(users).toEqual([])
})

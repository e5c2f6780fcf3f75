import { readFileSync } from 'node:fs'
import {
  EntraError,
  type EntraErrorCode,
  type EntraOptions,
  entra,
  entraFailures,
} from '@signalr-events/entra'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { clientId, createSigner, eventGrid, tenantId, v1 } from './support/tokens.js'

const good = { tenantId, audience: clientId }

afterEach(() => vi.unstubAllGlobals())

const wrong: readonly [title: string, options: object, says: RegExp][] = [
  ['no tenant', { tenantId: undefined }, /'tenantId' must be a GUID/],
  ['a domain as tenant', { tenantId: 'contoso.onmicrosoft.com' }, /'tenantId'/],
  ['a tenant with more text', { tenantId: `${tenantId}/../common` }, /'tenantId'/],
  ['a tenant with a line break', { tenantId: `${tenantId}\n` }, /'tenantId'/],
  ['a list of tenants', { tenantId: [tenantId] }, /'tenantId'/],
  ['no audience', { audience: undefined }, /'audience'/],
  ['an empty audience', { audience: ' ' }, /'audience'/],
  ['an empty list of audiences', { audience: [] }, /'audience'/],
  ['a missing audience in the list', { audience: [clientId, undefined] }, /'audience'/],
  ['an unknown cloud', { cloud: 'germany' }, /'cloud' must be public, usgov or china/],
  ['a cloud named like a property of all objects', { cloud: 'toString' }, /'cloud'/],
  ['an empty list of callers', { callerIds: [] }, /'callerIds'/],
  ['a missing caller in the list', { callerIds: [eventGrid, undefined] }, /'callerIds'/],
  ['a caller that is no id', { callerIds: ['Microsoft.EventGrid'] }, /'callerIds'/],
  ['one caller without a list', { callerIds: eventGrid }, /'callerIds'/],
  ['China without a caller', { cloud: 'china' }, /'callerIds' is required in china/],
  ['an empty role', { role: '' }, /'role'/],
  ['a list of roles', { role: ['Sender'] }, /'role'/],
  ['a tolerance that is no number', { clockTolerance: '5 minutes' }, /'clockTolerance'/],
  ['a negative tolerance', { clockTolerance: -1 }, /'clockTolerance'/],
  ['an endless tolerance', { clockTolerance: Number.POSITIVE_INFINITY }, /'clockTolerance'/],
  ['keys over http', { keysUrl: 'http://keys.example.com' }, /'keysUrl' must be an https URL/],
  ['keys that are no URL', { keysUrl: '/keys' }, /'keysUrl'/],
  ['keys with a user in their URL', { keysUrl: 'https://user@keys.example.com/' }, /'keysUrl'/],
  ['keys with a password in their URL', { keysUrl: 'https://:secret@keys.example.com/' }, /'keysUrl'/],
  ['keys in a file', { keysUrl: 'file:///keys.json' }, /'keysUrl'/],
  ['an unknown option', { tenantid: tenantId }, /there is no option 'tenantid'/],
  ['an option named like a property of all objects', { constructor: 1 }, /there is no option 'constructor'/],
]

it.each(wrong)('%s is a TypeError', (_, options, says) => {
  const make = () => entra({ ...good, ...options } as EntraOptions)
  expect(make).toThrow(TypeError)
  expect(make).toThrow(says)
})

it('types reject unknown options and clouds', () => {
  const make = () => {
    // @ts-expect-error there is no such option
    entra({ ...good, tenant: tenantId })
    // @ts-expect-error there is no such cloud
    entra({ ...good, cloud: 'AzureCloud' })
    // @ts-expect-error the audience is missing
    entra({ tenantId })
  }
  expect(make).toThrow(TypeError)
})

it.each([
  ['public', `https://login.microsoftonline.com/${tenantId}/discovery/v2.0/keys`],
  ['usgov', `https://login.microsoftonline.us/${tenantId}/discovery/v2.0/keys`],
  ['china', `https://login.partner.microsoftonline.cn/${tenantId}/discovery/v2.0/keys`],
] as const)('%s fetches %s', async (cloud, url) => {
  const asked: unknown[] = []
  vi.stubGlobal('fetch', async (input: unknown) => {
    asked.push(String(input))
    throw new TypeError('fetch failed')
  })
  const { sign } = await createSigner('key')
  const authorization = `Bearer ${await sign(v1())}`
  const head = { method: 'POST', url: '/', native: undefined, header: () => authorization }
  const authorize = entra({ ...good, tenantId: tenantId.toUpperCase(), cloud, callerIds: [eventGrid] })
  expect(asked).toEqual([])
  await expect(authorize(head)).rejects.toMatchObject({ name: 'EntraError', code: 'KEYS_UNAVAILABLE' })
  expect(asked).toEqual([url])
})

it('docs/entra.md explains every option in one row of a table', () => {
  const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
  const [, members = ''] =
    /export interface EntraOptions \{([\s\S]*?)\n\}/.exec(read('../src/options.ts')) ?? []
  const options = [...members.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name)
  const rows = read('../../../docs/entra.md').split('\n')
  expect(options).toContain('clockTolerance')
  expect(
    options.filter((name) => rows.filter((row) => row.startsWith(`| \`${name}\``)).length !== 1),
  ).toEqual([])
})

describe.each(Object.entries(entraFailures))('%s', (code, failure) => {
  it('has a status that fits its name, a sentence and a fix', () => {
    expect(failure.status).toBe(code.startsWith('TOKEN_') ? 401 : 503)
    expect(failure.message).toMatch(/^[A-Z].*\.$/)
    expect(failure.fix).toMatch(/^[A-Z].*\.$/)
  })

  it('is the message of its error', () => {
    const error = new EntraError(code as EntraErrorCode)
    expect([error.name, error.code, error.message]).toEqual(['EntraError', code, failure.message])
    expect('cause' in error).toBe(false)
  })

  it('is in the README', () => {
    expect(readFileSync(new URL('../README.md', import.meta.url), 'utf8')).toContain(`\`${code}\``)
  })
})

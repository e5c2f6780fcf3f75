import { generateKeyPairSync } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { entra } from '@signalr-events/entra'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { serve } from '../../../test/support/conformance.js'
import { type KeyServer, serveEvents, serveKeys } from './support/server.js'
import { clientId, createSigner, type Signer, tenantId, v1 } from './support/tokens.js'

// The clock moves only when a test advances it.

const seconds = 1000
const minutes = 60 * seconds
const hours = 60 * minutes

const first = await createSigner('first-key')
const second = await createSigner('second-key')
const unpublished = await createSigner('unpublished-key')

let server: KeyServer
let deliver: Awaited<ReturnType<typeof serveEvents>>['deliver']

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  server = await serveKeys(first.jwk)
  deliver = (await serveEvents({ keysUrl: server.url })).deliver
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

function pass(milliseconds: number): void {
  vi.setSystemTime(Date.now() + milliseconds)
}

async function by(signer: Signer): Promise<{ status: number; code: string }> {
  const { status, code } = await deliver(`Bearer ${await signer.sign(v1())}`)
  return { status, code }
}

const ok = { status: 200, code: 'ok' }
const unknown = { status: 401, code: 'TOKEN_KEY_UNKNOWN' }
const unavailable = { status: 503, code: 'KEYS_UNAVAILABLE' }
const coolingDown = { status: 503, code: 'KEYS_COOLING_DOWN' }

it('many deliveries at once fetch once', async () => {
  const token = `Bearer ${await first.sign(v1())}`
  const outcomes = await Promise.all(Array.from({ length: 100 }, () => deliver(token)))
  expect(outcomes.map(({ code }) => code)).toEqual(Array.from({ length: 100 }, () => 'ok'))
  expect(await by(first)).toEqual(ok)
  expect(server.requests).toBe(1)
})

it('a new key works without a restart', async () => {
  expect(await by(first)).toEqual(ok)
  server.publish(first.jwk, second.jwk)
  pass(31 * seconds)
  expect([await by(second), await by(first)]).toEqual([ok, ok])
  expect(server.requests).toBe(2)
})

it('a new key within the cool-down is a 503, and works when the delivery is retried', async () => {
  expect(await by(first)).toEqual(ok)
  server.publish(first.jwk, second.jwk)
  pass(29 * seconds)
  expect(await by(second)).toEqual(coolingDown)
  expect(server.requests).toBe(1)
  pass(30 * seconds)
  expect(await by(second)).toEqual(ok)
})

it('a new key works after the clock was set back', async () => {
  expect(await by(first)).toEqual(ok)
  server.publish(first.jwk, second.jwk)
  pass(-3 * minutes)
  expect(await by(second)).toEqual(ok)
})

it('a withdrawn key is refused after the clock was set back', async () => {
  expect(await by(first)).toEqual(ok)
  server.publish(second.jwk)
  pass(-3 * minutes)
  expect(await by(first)).toEqual(unknown)
})

it('the retry with a new key works, also just after an unknown key caused a fetch', async () => {
  expect(await by(first)).toEqual(ok)
  server.publish(second.jwk)
  expect(await by(second)).toEqual(coolingDown)
  pass(30 * seconds)
  expect(await by(unpublished)).toEqual(unknown)
  expect(await by(second)).toEqual(ok)
})

it('many deliveries at once with a new key wait for the same fetch, with invented keys among them', async () => {
  const authorize = entra({ tenantId, audience: clientId, keysUrl: server.url })
  const toHeader = async (signer: Signer) => `Bearer ${await signer.sign(v1())}`
  const ask = (header: string): Promise<string> =>
    Promise.resolve(authorize({ method: 'POST', url: '/', native: undefined, header: () => header })).then(
      String,
      ({ code, cause }) => cause?.code ?? code,
    )
  expect(await ask(await toHeader(first))).toBe('true')
  server.publish(first.jwk, second.jwk)
  pass(31 * seconds)
  const signers = Array.from({ length: 50 }, (_, i) => (i % 5 === 0 ? unpublished : second))
  const outcomes = await Promise.all((await Promise.all(signers.map(toHeader))).map(ask))
  expect(outcomes.filter((_, i) => i % 5 > 0)).toEqual(Array.from({ length: 40 }, () => 'true'))
  // It caused the fetch, so it is certain that there is no such key.
  expect(outcomes[0]).toBe('TOKEN_KEY_UNKNOWN')
  expect(outcomes.filter((_, i) => i % 5 === 0)).not.toContain('true')
  expect(server.requests).toBe(2)
})

it('a fetch that fails is the reason for all that wait for it', async () => {
  expect(await by(first)).toEqual(ok)
  server.answer((_req, res) => void res.writeHead(500).end())
  pass(31 * seconds)
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => by(second)))
  expect(outcomes).toEqual(Array.from({ length: 10 }, () => unavailable))
  expect(server.requests).toBe(2)
})

it('an invented key is refused after one fetch that began after its arrival', async () => {
  expect(await by(unpublished)).toEqual(unknown)
  expect([await by(unpublished), await by(unpublished)]).toEqual([coolingDown, coolingDown])
  expect(server.requests).toBe(1)
  pass(31 * seconds)
  expect([await by(unpublished), await by(unpublished)]).toEqual([unknown, coolingDown])
  expect(server.requests).toBe(2)
})

it('a delivery that waits for a fetch of an earlier delivery is not refused by its result', async () => {
  const token = `Bearer ${await unpublished.sign(v1())}`
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => deliver(token)))
  const codes = outcomes.map(({ code }) => code).sort()
  expect(codes).toEqual([...Array.from({ length: 19 }, () => 'KEYS_COOLING_DOWN'), 'TOKEN_KEY_UNKNOWN'])
  expect(server.requests).toBe(1)
})

it('a withdrawn key is refused when the cached keys have expired', async () => {
  expect(await by(first)).toEqual(ok)
  server.publish(second.jwk)
  pass(9 * minutes)
  expect(await by(first)).toEqual(ok)
  pass(1 * minutes)
  expect(await by(first)).toEqual(unknown)
  expect(await by(second)).toEqual(ok)
})

const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' })
const answers: Readonly<Record<string, string | readonly object[]>> = {
  'an empty answer': '',
  'no JSON': '<!doctype html><title>Sorry</title>',
  'half of the JSON': JSON.stringify({ keys: [first.jwk] }).slice(0, -20),
  null: 'null',
  'no set': '{"error":"server_error"}',
  'keys that are no list': '{"keys":{}}',
  'an empty set': [],
  'keys that are no objects': '{"keys":[null,1,"key",[]]}',
  'a key among other things': [first.jwk, null as never],
  'keys of others': [{ ...first.jwk, issuer: 'https://login.microsoftonline.com/someone/v2.0' }],
  'keys without a name': [{ ...first.jwk, kid: undefined }],
  'keys for something else': [{ ...first.jwk, use: 'enc' }],
  'keys of another kind': [{ ...first.jwk, kty: 'oct', k: 'c2VjcmV0' }],
  'a key that is broken': [{ ...first.jwk, n: '!' }],
  'a key that is too short': [{ ...short, kid: 'first-key' }],
  'two keys of one id, of which one cannot be used': [
    { ...second.jwk, kid: 'first-key' },
    { ...short, kid: 'first-key' },
  ],
}

it.each(Object.entries(answers))('%s: 503, and 200 when the keys are available', async (_, answer) => {
  const text = typeof answer === 'string' ? answer : JSON.stringify({ keys: answer })
  server.answer((_req, res) => void res.end(text))
  expect(await by(first)).toEqual(unavailable)
  server.publish(first.jwk)
  pass(10 * minutes)
  expect(await by(first)).toEqual(ok)
})

it.each([204, 302, 404, 429, 500, 503])('status %d: 503, and 200 immediately afterwards', async (status) => {
  server.answer(
    (_req, res) => void res.writeHead(status, { location: '/' }).end(status === 204 ? undefined : '{}'),
  )
  expect(await by(first)).toEqual(unavailable)
  server.publish(first.jwk)
  expect(await by(first)).toEqual(ok)
})

it('a connection that breaks: 503', async () => {
  server.answer((req) => void req.socket.destroy())
  expect(await by(first)).toEqual(unavailable)
  server.publish(first.jwk)
  expect(await by(first)).toEqual(ok)
})

it('a key server that has stopped: 503', async () => {
  const { url, close } = await serve(() => {})
  await close()
  deliver = (await serveEvents({ keysUrl: url })).deliver
  expect(await by(first)).toEqual(unavailable)
})

it('a host that does not exist: 503', async () => {
  deliver = (await serveEvents({ keysUrl: 'https://keys.invalid/' })).deliver
  expect(await by(first)).toEqual(unavailable)
})

it('TLS that fails: 503', async () => {
  deliver = (await serveEvents({ keysUrl: server.url.replace('http:', 'https:') })).deliver
  expect(await by(first)).toEqual(unavailable)
})

it.each([
  ['a key server that does not answer', ''],
  ['a key server that does not end its answer', '{"keys":['],
])('%s times out after 5 seconds: 503', async (_, begin) => {
  const timeout = new AbortController()
  const limits = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(timeout.signal)
  const asked = new Promise<void>((resolve) => {
    server.answer((_req, res) => {
      if (begin !== '') res.write(begin)
      resolve()
    })
  })
  const waiting = by(first)
  await asked
  timeout.abort(new DOMException('too slow', 'TimeoutError'))
  expect(await waiting).toEqual(unavailable)
  expect(limits.mock.calls).toEqual([[5000]])
})

it('known keys are used for a day while the key server is down', async () => {
  expect(await by(first)).toEqual(ok)
  server.answer((_req, res) => void res.writeHead(500).end())
  pass(10 * minutes)
  expect([await by(first), await by(first)]).toEqual([ok, ok])
  expect(server.requests).toBe(2)
  expect(await by(second)).toEqual(unavailable)
  expect(server.requests).toBe(2)
  pass(31 * seconds)
  expect(await by(second)).toEqual(unavailable)
  expect(server.requests).toBe(3)
  pass(23 * hours)
  expect(await by(first)).toEqual(ok)
  pass(1 * hours)
  expect([await by(first), await by(second)]).toEqual([unavailable, unavailable])
  server.publish(first.jwk)
  expect(await by(first)).toEqual(ok)
})

it('an invalid answer does not replace the known keys', async () => {
  expect(await by(first)).toEqual(ok)
  server.publish()
  pass(10 * minutes)
  expect(await by(first)).toEqual(ok)
  pass(31 * seconds)
  expect(await by(second)).toEqual(unavailable)
})

const twin = { ...second.jwk, kid: 'first-key' }

it.each([
  ['first', [first.jwk, twin]],
  ['second', [twin, first.jwk]],
  ['after one that is broken', [{ ...first.jwk, n: '!' }, first.jwk]],
  ['before one that is too short', [first.jwk, { ...short, kid: 'first-key' }]],
])('two keys of one id, the right one %s: accepted', async (_, keys) => {
  server.publish(...keys)
  expect(await by(first)).toEqual(ok)
})

it('two keys of one id, neither of them the right one: refused', async () => {
  server.publish(twin, { ...unpublished.jwk, kid: 'first-key' })
  expect(await by(first)).toEqual({ status: 401, code: 'TOKEN_SIGNATURE' })
})

const padded = Buffer.from(JSON.stringify({ keys: [first.jwk] }).padStart(32 * 2 ** 20))

it.each([
  ['plain', padded, {}],
  ['compressed', gzipSync(padded), { 'content-encoding': 'gzip' }],
])('a key set of 32 MB, %s: 503', async (_, body, headers) => {
  server.answer((_req, res) => void res.writeHead(200, headers).end(body))
  const { status, code, error } = await deliver(`Bearer ${await first.sign(v1())}`)
  expect({ status, code }).toEqual(unavailable)
  expect(error?.cause).toMatchObject({ cause: { message: expect.stringContaining('larger than 1048576') } })
})

import { gzipSync } from 'node:zlib'
import { cloudEvents, type EventDetails, eventGrid } from '@signalr-events/testing'

/** A secret that is planted in requests and must not be echoed. */
export const planted = 'pl4nted'

/** What the attacked webhook accepts. */
export const ours = {
  key: 'open-s3same/+=',
  source: '/subscriptions/1/resourceGroups/rg/providers/Microsoft.SignalRService/SignalR/ours',
  subscription: 'online',
  hub: 'chat',
  maxBodyBytes: 64 * 1024,
}

/** A request on the wire: request line, headers in any order and number, and bytes. */
export interface WireRequest {
  readonly line?: string
  readonly headers?: readonly (readonly [name: string, value: string])[]
  readonly body?: string | Uint8Array
  /** Sent instead of the real length; `null` for none. */
  readonly length?: string | null
}

/** An attack, and the status that it must be answered with. */
export type Attack = readonly [name: string, status: number, request: WireRequest]

const url = `/?key=${encodeURIComponent(ours.key)}`
const details = { source: ours.source, hubName: ours.hub, userId: planted }
const post = eventGrid.connected(details, { subscription: ours.subscription })
const postHeaders = Object.entries(post.headers)

/** The headers that Event Grid itself sends. */
export const genuine: WireRequest = {
  line: `POST ${url} HTTP/1.1`,
  headers: postHeaders,
  body: post.body ?? '',
}

/** The bytes of a request. */
export function toBytes({
  line = genuine.line,
  headers = postHeaders,
  body = post.body ?? '',
  length,
}: WireRequest): Buffer {
  const bytes = Buffer.from(body)
  const framing = length === null ? [] : [`content-length: ${length ?? bytes.length}`]
  const lines = headers.map(([name, value]) => `${name}: ${value}`)
  return Buffer.concat([
    Buffer.from([line, 'host: localhost', ...lines, ...framing, '', ''].join('\r\n')),
    bytes,
  ])
}

const at = (target: string, method = 'POST') => ({ line: `${method} ${target} HTTP/1.1` })
const withHeader = (name: string, value: string, rest: WireRequest = {}): WireRequest => ({
  ...rest,
  headers: [...postHeaders.filter(([other]) => other !== name), [name, value]],
})
const json = (value: unknown) => ({ body: JSON.stringify(value) })
const event = (details: EventDetails) =>
  eventGrid.connectedEvent({ source: ours.source, hubName: ours.hub, ...details })
const changed = (change: object) => json([{ ...event({}), ...change }])
const changedData = (change: object) => json([{ ...event({}), data: { ...event({}).data, ...change } }])
const validation = (change: object, data: unknown = { validationCode: planted }) =>
  json([
    { eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent', topic: ours.source, data, ...change },
  ])
const options = (...origins: string[]): WireRequest => ({
  ...at('/', 'OPTIONS'),
  headers: origins.map((origin) => ['webhook-request-origin', origin] as const),
  body: '',
})
const encodedKey = encodeURIComponent(ours.key)
const collisions = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`${i * 65536}`, i]))

const keys: readonly Attack[] = [
  ['no key', 401, at('/')],
  ['an empty key', 401, at('/?key=')],
  ['a wrong key', 401, at(`/?key=${planted}`)],
  ['the beginning of the key', 401, at(`/?key=${encodedKey.slice(0, 8)}`)],
  ['more than the key', 401, at(`/?key=${encodedKey}x`)],
  ['the key in another case', 401, at(`/?key=${encodedKey.toUpperCase()}`)],
  ['the key with a NUL', 401, at(`/?key=${encodedKey}%00`)],
  ['the key encoded twice', 401, at(`/?key=${encodeURIComponent(encodedKey)}`)],
  ['the key under another name', 401, at(`/?Key=${encodedKey}`)],
  ['the key as a list', 401, at(`/?key[]=${encodedKey}`)],
  ['a wrong key before the right one', 401, at(`/?key=x&key=${encodedKey}`)],
  ['the key behind a semicolon', 401, at(`/?a=b;key=${encodedKey}`)],
  ['the key in a header', 401, withHeader('key', ours.key, at('/'))],
  ['the key as a bearer token', 401, withHeader('authorization', `Bearer ${ours.key}`, at('/'))],
  ['the key in the body', 401, { ...at('/'), ...json({ key: ours.key }) }],
  ['the key as a broken escape', 401, at('/?key=%E0%A4%A')],
]

const handshakes: readonly Attack[] = [
  ['a validation without the key', 401, { ...at('/'), ...validation({}) }],
  ['a validation of another source', 403, validation({ topic: `${ours.source}2` })],
  ['a validation without a source', 403, validation({ topic: undefined })],
  ['a validation of a source above', 403, validation({ topic: '/subscriptions' })],
  [
    'a validation of another subscription',
    403,
    { ...withHeader('aeg-subscription-name', planted), ...validation({}) },
  ],
  ['a validation code of another type', 400, validation({}, { validationCode: 7 })],
  ['a validation code in a list', 400, validation({}, { validationCode: [planted] })],
  ['a validation code that is an object', 400, validation({}, { validationCode: { toString: planted } })],
  [
    'a validation code with a line break',
    400,
    validation({}, { validationCode: `a\r\nset-cookie: ${planted}` }),
  ],
  ['a validation code beyond ASCII', 400, validation({}, { validationCode: `é${planted}` })],
  ['a validation code that is too long', 400, validation({}, { validationCode: planted.repeat(100) })],
  ['validation data that is broken JSON', 400, validation({}, `{"validationCode":"${planted}"`)],
  ['validation data that is missing', 400, validation({}, null)],
  ['the handshake of another origin', 403, options(`${planted}.example`)],
  ['the handshake of an origin with the same suffix', 403, options('eventgrid.azure.net.evil.example')],
  ['the handshake of an origin with the same prefix', 403, options('x.eventgrid.azure.net')],
  ['the handshake with a scheme', 403, options('https://eventgrid.azure.net')],
  ['the handshake with a port', 403, options('eventgrid.azure.net:443')],
  ['the handshake of any origin', 403, options('*')],
  ['the handshake of an empty origin', 403, options('')],
  ['the handshake of two origins', 403, options('eventgrid.azure.net', `${planted}.example`)],
  ['the handshake with a folded header', 400, options(`eventgrid.azure.net\r\n x: ${planted}`)],
  ['the handshake with a bare line feed', 400, options(`eventgrid.azure.net\nset-cookie: ${planted}`)],
]

const bodies: readonly Attack[] = [
  ['no body', 400, { body: '' }],
  ['white space', 400, { body: ' \r\n\t ' }],
  ['text', 400, { body: planted }],
  [
    'XML with an entity',
    400,
    { body: `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;${planted}</a>` },
  ],
  ['truncated JSON', 400, { body: (post.body ?? '').slice(0, -2) }],
  ['two JSONs', 400, { body: `${post.body}${post.body}` }],
  ['null', 400, { body: 'null' }],
  ['a number', 400, { body: '1e999' }],
  ['a string', 400, json(planted)],
  ['a list of scalars', 400, json([1, planted, null, true, []])],
  ['a million zeros', 413, { body: `[${'0,'.repeat(999_999)}0]` }],
  ['twenty thousand zeros', 400, { body: `[${'0,'.repeat(19_999)}0]` }],
  ['an empty object', 400, { body: ' {} ' }],
  ['unclosed brackets', 400, { body: '['.repeat(60_000) }],
  ['deep lists', 400, { body: '['.repeat(30_000) + ']'.repeat(30_000) }],
  ['deep objects', 400, { body: `${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}` }],
  ['keys with colliding hashes', 400, json(collisions)],
  [
    'broken UTF-8',
    400,
    { body: Buffer.concat([Buffer.from('["'), Buffer.from([0xc3, 0x28]), Buffer.from('"]')]) },
  ],
  ['UTF-16', 400, { body: Buffer.from(post.body ?? '', 'utf16le') }],
  ['a gzip bomb', 415, withHeader('content-encoding', 'gzip', { body: gzipSync('['.repeat(9_000_000)) })],
  [
    'a genuine delivery as gzip',
    415,
    withHeader('content-encoding', 'gzip', { body: gzipSync(post.body ?? '') }),
  ],
  ['more than the limit', 413, { body: planted.repeat(10_000) }],
  ['a length beyond the limit', 413, { length: '99999999' }],
  ['an absurd length', 413, { length: '9007199254740993' }],
]

const events: readonly Attack[] = [
  ['an event of another source', 403, changed({ topic: `${ours.source}/x` })],
  ['an event of no source', 403, changed({ topic: null })],
  ['an event of a source that is a list', 403, changed({ topic: [ours.source] })],
  ['an event of another hub', 200, changedData({ hubName: planted })],
  ['an event of another subscription', 403, withHeader('aeg-subscription-name', planted)],
  ['an event of two subscriptions', 403, { headers: [...postHeaders, ['aeg-subscription-name', planted]] }],
  ['a CloudEvent of another source', 403, json(cloudEvents.connectedEvent({ source: planted }))],
  ['an event without an id', 400, changed({ id: '' })],
  ['an event with a number for an id', 400, changed({ id: 7 })],
  [
    'an event whose type is a list',
    400,
    {
      body: changed({ eventType: 7 })
        .body.replace('"eventType":7', '"eventType":["a"],"specversion":"1.0"')
        .replace('"topic"', '"source"'),
    },
  ],
  ['an event without data', 400, changed({ data: undefined })],
  ['an event whose data is a list', 400, changed({ data: [event({}).data] })],
  ['an event whose data is JSON in a string', 400, changed({ data: JSON.stringify(event({}).data) })],
  ['a connection id that is an object', 400, changedData({ connectionId: { $ne: null } })],
  ['a hub name that is a list', 400, changedData({ hubName: [ours.hub] })],
  ['a user that is an object', 400, changedData({ userId: { toString: planted } })],
  ['a user that is true', 400, changedData({ userId: true })],
  ['a time that is a number', 400, changedData({ timestamp: 1 })],
  ['a time that is long', 400, changedData({ timestamp: `2026-01-01T00:00:00.${'1'.repeat(50_000)}` })],
  ['a time with code', 400, changedData({ timestamp: `2026-01-01T00:00:00Z<script>${planted}</script>` })],
  [
    'a CloudEvent of another version',
    400,
    json({ ...cloudEvents.connectedEvent(details), specversion: '2.0' }),
  ],
  [
    'a CloudEvent with broken base64',
    400,
    json({
      ...cloudEvents.connectedEvent(details),
      data: undefined,
      data_base64: '%%',
      datacontenttype: 'application/json',
    }),
  ],
  ['a prototype as event', 400, { body: `{"__proto__":${JSON.stringify(event({}))}}` }],
  [
    'a prototype as data',
    400,
    {
      body: changed({ data: {} }).body.replace(
        '"data":{}',
        `"data":{"__proto__":${JSON.stringify(event({}).data)}}`,
      ),
    },
  ],
]

const framings: readonly Attack[] = [
  ['a negative length', 400, { length: '-1' }],
  ['a length that is no number', 400, { length: planted }],
  ['two lengths', 400, { length: '5\r\ncontent-length: 6' }],
  ['a length and chunks', 400, withHeader('transfer-encoding', 'chunked')],
  [
    'invalid chunks',
    400,
    withHeader('transfer-encoding', 'chunked', { length: null, body: `${planted}\r\n` }),
  ],
  ['a length beyond the body', 503, { length: '5000' }],
  ['a header without a name', 400, { headers: [...postHeaders, ['', planted]] }],
  ['a header with a NUL', 400, { headers: [...postHeaders, ['x', `a\0${planted}`]] }],
  ['a header name with a space', 400, { headers: [...postHeaders, ['a b', planted]] }],
  ['a header that is too long', 431, { headers: [...postHeaders, ['x', 'x'.repeat(20_000)]] }],
  [
    'a thousand headers',
    431,
    { headers: Array.from({ length: 1000 }, (_, i) => [`x-header-${i}`, planted] as const) },
  ],
  ['a URL that is too long', 431, at(`/?key=${'x'.repeat(20_000)}`)],
  ['a method in lower case', 400, { line: `post ${url} HTTP/1.1` }],
  ['an invalid HTTP version', 400, { line: `POST ${url} HTTP/9.9` }],
  ['GET', 405, { ...at(url, 'GET'), body: '' }],
  ['PUT', 405, at(url, 'PUT')],
  ['DELETE', 405, at(url, 'DELETE')],
  ['another path', 404, at(`/other${url}`)],
  ['a POST without the headers of Event Grid', 403, { headers: [['content-type', 'application/json']] }],
]

/** At least eighty attacks with their expected status. None may reach a handler. */
export const attacks: readonly Attack[] = [...keys, ...handshakes, ...bodies, ...events, ...framings]

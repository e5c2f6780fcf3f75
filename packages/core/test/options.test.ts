import { createWebhook, type Handlers, sharedKey, toWebhook, type WebhookOptions } from '@signalr-events/core'
import { createClient, eventGrid } from '@signalr-events/testing'
import { describe, expect, it } from 'vitest'
import { readPath, readQuery } from '../src/url.js'
import { listening, toRequest } from './support.js'

describe('an invalid option throws when the webhook is created', () => {
  it.each([
    [{ maxBodyByte: 1 }, "there is no option 'maxBodyByte'"],
    [{ toString: 1 }, "there is no option 'toString'"],
    [{ path: 'hooks' }, "'path' must be a path"],
    [{ path: '/hooks?key=1' }, "'path' must be a path"],
    [{ path: '/hooks/*' }, "'path' must be a path"],
    [{ path: '/hooks/:tenant' }, "'path' must be a path"],
    [{ path: '/:tenant/hooks' }, "'path' must be a path"],
    [{ concurrency: 0 }, "'concurrency' must be a whole number"],
    [{ concurrency: 1.5 }, "'concurrency' must be a whole number"],
    [{ concurrency: '3' }, "'concurrency' must be a whole number"],
    [{ maxBodyBytes: -1 }, "'maxBodyBytes' must be a whole number"],
    [{ deadline: -1 }, "'deadline' must be milliseconds"],
    [{ deadline: Number.NaN }, "'deadline' must be milliseconds"],
    [{ deadline: 2 ** 31 }, "'deadline' must be milliseconds"],
    [{ authorize: 'secret' }, "'authorize' must be a function"],
    [{ use: () => {} }, "'use' must be a list of functions"],
    [{ origins: 'evil.example' }, "'origins' must be a list of host names"],
    [{ onError: null }, "'onError' must be a function"],
  ])('%o', (options, message) => {
    expect(() => createWebhook({}, options as WebhookOptions)).toThrow(
      new TypeError(`signalrEvents: ${message}`).message,
    )
    expect(() => createWebhook({}, options as WebhookOptions)).toThrow(TypeError)
  })

  it.each([
    [undefined],
    [null],
    ['connected'],
    [{ conected() {} }],
    [{ connected: 'f' }],
    [{ connected: null }],
  ])('handlers %o', (handlers) => {
    expect(() => createWebhook(handlers as unknown as Handlers)).toThrow(TypeError)
    expect(() => toWebhook(handlers as unknown as Handlers)).toThrow(TypeError)
  })

  it('options for a webhook that has its own', () => {
    expect(() => toWebhook(createWebhook({}), {})).toThrow(TypeError)
  })

  it('undefined is the same as a missing option', async () => {
    const undefinedOptions = { path: undefined, deadline: undefined, use: undefined, onError: undefined }
    const webhook = createWebhook({ connected: undefined } as unknown as Handlers, undefinedOptions)
    expect(await createClient(webhook).send(eventGrid.connected())).toMatchObject({ status: 200 })
  })
})

describe('recognizes', () => {
  const marks = { 'aeg-event-type': 'Notification' }
  const cloudEvent = { 'content-type': ' Application/CloudEvents-Batch+JSON;x=y' }
  it.each([
    ['POST', '/', marks, undefined, true],
    ['POST', '/a:b/', {}, '/a:b/', true],
    ['POST', '/', { 'aeg-subscription-name': 'A' }, undefined, true],
    ['POST', '/', { 'aeg-delivery-count': '0' }, undefined, true],
    ['POST', '/any', { 'ce-specversion': '1.0' }, undefined, false],
    ['POST', '/any', { 'ce-specversion': '1.0', origin: 'eventgrid.azure.net' }, undefined, true],
    ['POST', '/orders', { 'content-type': 'application/cloudevents+json' }, undefined, false],
    ['POST', '/', { ...cloudEvent, origin: 'eventgrid.azure.net' }, undefined, true],
    ['POST', '/', { ...cloudEvent, origin: ' EventGrid.Azure.US ' }, undefined, true],
    ['POST', '/', { ...cloudEvent, 'webhook-request-origin': 'eventgrid.azure.net' }, undefined, true],
    ['POST', '/', { ...cloudEvent, origin: 'https://app.example' }, undefined, false],
    ['POST', '/', { 'content-type': 'application/json', origin: 'eventgrid.azure.net' }, undefined, false],
    ['POST', '/', { 'content-type': 'application/json' }, undefined, false],
    ['POST', '/', {}, undefined, false],
    ['GET', '/', marks, undefined, false],
    ['OPTIONS', '/', { 'webhook-request-origin': 'eventgrid.azure.net' }, undefined, true],
    ['OPTIONS', '/', { 'webhook-request-origin': 'x' }, undefined, false],
    ['OPTIONS', '/hooks', { 'webhook-request-origin': 'x' }, '/hooks', true],
    ['POST', '/./hooks', {}, '/hooks', true],
    ['POST', '/x/../hooks?key=1', {}, '/hooks', true],
    ['POST', '/x/%2e%2E/hooks', {}, '/hooks', true],
    ['POST', '/../../hooks', {}, '/hooks', true],
    ['POST', '/hooks/..', {}, '/hooks', false],
    ['OPTIONS', '/', marks, undefined, false],
    ['OPTIONS', '/hooks', {}, '/hooks', true],
    ['POST', '/hooks', {}, '/hooks', true],
    ['GET', '/hooks?x=/other', {}, '/hooks', true],
    ['POST', 'https://host:1/hooks?x#y', {}, '/hooks', true],
    ['POST', '/hooks/more', marks, '/hooks', false],
    ['POST', '/?/hooks', marks, '/hooks', false],
    ['POST', '/Hooks', marks, '/hooks', false],
  ])('%s %s %o with path %s: %s', (method, url, headers, path, expected) => {
    const { webhook } = listening({}, { path })
    expect(webhook.recognizes(toRequest({ method, headers, body: '' }, { url }))).toBe(expected)
  })
})

describe('a URL', () => {
  it.each([
    ['/a/b?c', '/a/b'],
    ['/a#b', '/a'],
    ['http://h', '/'],
    ['http://h?x', '/'],
    ['http://h/a?x=http://g/b', '/a'],
    ['//evil/a', '//evil/a'],
    ['', '/'],
    ['*', '*'],
  ])('%s has the path %s', (url, path) => expect(readPath(url)).toBe(path))

  it.each([
    ['/?key=a', 'a'],
    ['/?x=1&key=a%2Bb&key=c', 'a+b'],
    ['/?key=a+b', 'a+b'],
    ['/?key=%E0%A4%A', '%E0%A4%A'],
    ['/?key', undefined],
    ['/?key=', ''],
    ['/?Key=a', undefined],
    ['/#?key=a', undefined],
    ['/?k%65y=a', 'a'],
    ['/', undefined],
  ])('%s has the key %s', (url, key) => expect(readQuery(url, 'key')).toBe(key))
})

describe('sharedKey', () => {
  it.each([[undefined], [''], [[]], [['a', '']], [['a', undefined]], [7], [null]])(
    '%o authorizes nothing',
    (keys) => {
      expect(() => sharedKey(keys as string)).toThrow(TypeError)
    },
  )

  it.each(['schlüssel', 'a b', 'a\n', 'ключ'])(
    '%s throws as a key in a header, where it could never match',
    (key) => {
      expect(() => sharedKey(key, { header: 'x-key' })).toThrow(TypeError)
      expect(() => sharedKey(key)).not.toThrow()
    },
  )

  it.each([
    [{}],
    [{ header: '' }],
    [{ header: undefined }],
    [{ query: '' }],
    // No request has such a header: on some servers every delivery is refused, on others every one fails.
    [{ header: 'x key' }],
    [{ header: 'x-key:' }],
    [{ header: 'x-key\n' }],
    [{ header: 'schlüssel' }],
  ])('the location %o throws', (location) => {
    expect(() => sharedKey('a', location as { header: string })).toThrow(TypeError)
  })

  it.each([
    ['a', true],
    ['b', true],
    ['', false],
    ['ab', false],
    ['A', false],
    ['a, a', false],
    [undefined, false],
  ])('in a header, %s is accepted: %s', async (value, accepted) => {
    const authorize = sharedKey(['a', 'b'], { header: 'X-Key' })
    expect(
      await authorize({
        method: 'POST',
        url: '/',
        native: undefined,
        header: (name) => (name === 'X-Key' ? value : 'a'),
      }),
    ).toBe(accepted)
  })
})

describe('sharedKey of the request', () => {
  type Native = { readonly KEY?: string }
  const send = async (native: Native) => {
    const authorize = sharedKey<Native>((request) => request.native.KEY)
    const webhook = createWebhook<Native>({}, { path: '/', authorize, onError: () => {} })
    return (await webhook.handle({ ...toRequest(eventGrid.connected(), { url: '/?key=a' }), native })).status
  }

  it('accepts, refuses, or fails without losing the event', async () => {
    expect([await send({ KEY: 'a' }), await send({ KEY: 'b' }), await send({})]).toEqual([200, 401, 503])
  })
})

it('the time to compare a key does not depend on the length of the matching prefix', async () => {
  const key = 'k'.repeat(200_000)
  const authorize = sharedKey(key, { header: 'x' })
  const time = (given: string) => {
    const from = process.hrtime.bigint()
    for (let i = 0; i < 20; i++)
      authorize({ method: 'POST', url: '/', native: undefined, header: () => given })
    return Number(process.hrtime.bigint() - from)
  }
  const [early, late] = [`x${key.slice(1)}`, `${key.slice(0, -1)}x`]
  const ratios = Array.from({ length: 15 }, () => time(late) / time(early)).sort((a, b) => a - b)
  // With an early exit it would be tens of thousands.
  expect(ratios[7]).toBeLessThan(3)
  expect(ratios[7]).toBeGreaterThan(1 / 3)
})

describe('authorize', () => {
  const send = async (authorize: unknown) => {
    let read = false
    const { webhook, codes, errors } = listening({}, { path: '/', authorize } as WebhookOptions)
    const body = () => {
      read = true
      return '[]'
    }
    const { status } = await webhook.handle(toRequest(eventGrid.connected(), { body }))
    return { status, codes: codes(), read, cause: errors[0]?.cause }
  }
  it.each([
    ['true', () => true, { status: 200, codes: [], read: true }],
    ['a promise of true', async () => true, { status: 200, codes: [], read: true }],
    ['false', () => false, { status: 401, codes: ['UNAUTHORIZED'], read: false }],
    ['a promise of false', async () => false, { status: 401, codes: ['UNAUTHORIZED'], read: false }],
    ['something truthy', () => 'yes', { status: 503, codes: ['AUTHORIZE_FAILED'], read: false }],
    ['nothing', () => {}, { status: 503, codes: ['AUTHORIZE_FAILED'], read: false }],
    ['a promise of nothing', async () => {}, { status: 503, codes: ['AUTHORIZE_FAILED'], read: false }],
    [
      'a rejection',
      () => Promise.reject('down'),
      { status: 503, codes: ['AUTHORIZE_FAILED'], read: false, cause: 'down' },
    ],
  ])('that returns %s', async (_, authorize, expected) =>
    expect(await send(authorize)).toMatchObject(expected),
  )
})

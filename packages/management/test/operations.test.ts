import { jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { generateToken, ids, type Operation, operations } from './support/operations.js'
import { type Recorded, record } from './support/recorder.js'
import { accessKey, connect, connectWithCredential, entraToken } from './support/service.js'

const versions = ['2022-06-01', '2024-12-01'] as const

function toReply({ status, answer }: Operation) {
  return { status, ...(answer !== undefined && { body: answer }) }
}

/** Compares a request with what the service publishes. */
function expectPublished(request: Recorded, operation: Operation, version: string): void {
  const { method, query = [], body, since = '' } = operation
  const { pathname, searchParams } = new URL(request.url, 'http://localhost')
  expect([request.method, pathname]).toEqual([method, operation.path(ids)])
  expect([...searchParams]).toEqual([...query, ['api-version', since > version ? since : version]])
  expect(request.body === '' ? undefined : JSON.parse(request.body)).toEqual(body)
  expect(request.headers['content-type']).toBe(body === undefined ? undefined : 'application/json')
}

describe.each(versions)('with version %s', (apiVersion) => {
  it.each(operations)('$name is as published, with a token for its URL', async (operation) => {
    const { url, requests } = await record(toReply(operation))
    const before = Math.floor(Date.now() / 1000)
    expect(await operation.run(connect(url, { apiVersion }), ids)).toEqual(operation.result)
    const [request = expect.fail('no request')] = requests
    expect(requests).toHaveLength(1)
    expectPublished(request, operation, apiVersion)

    const token = request.headers.authorization?.replace('Bearer ', '') ?? ''
    const { payload, protectedHeader } = await jwtVerify(token, new TextEncoder().encode(accessKey))
    expect(protectedHeader.alg).toBe('HS256')
    expect(Object.keys(payload).sort()).toEqual(['aud', 'exp', 'iat'])
    expect(payload.aud).toBe(`${url}${operation.path(ids)}`)
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300)
    expect(payload.iat).toBeGreaterThanOrEqual(before)
  })

  it.each([...operations, generateToken])('$name is as published, with a credential', async (operation) => {
    const { url, requests } = await record(toReply(operation))
    const { service, scopes } = connectWithCredential(url, { apiVersion })
    expect(await operation.run(service, ids)).toEqual(operation.result)
    const [request = expect.fail('no request')] = requests
    expectPublished(request, operation, apiVersion)
    expect(request.headers.authorization).toBe(`Bearer ${entraToken}`)
    expect(scopes).toEqual(['https://signalr.azure.com/.default'])
  })
})

const withNotFound = operations.filter(({ notFound }) => notFound !== undefined)

it.each(withNotFound)('$name resolves at the documented 404', async (operation) => {
  const { url, requests } = await record({
    status: 404,
    headers: { 'x-ms-error-code': `${operation.notFound}` },
  })
  const outcome = await operation.run(connect(url), ids)
  expect(outcome).toBe(operation.result === true ? false : undefined)
  expect(requests).toHaveLength(1)
})

it.each(operations)('$name rejects at a 404 without the documented code', async (operation) => {
  const { url } = await record(
    { status: 404 },
    { status: 404, headers: { 'x-ms-error-code': 'Error.Other' } },
  )
  const service = connect(url)
  const error = { name: 'ServiceError', status: 404 }
  await expect(operation.run(service, ids)).rejects.toMatchObject({ ...error, code: 'HTTP_ERROR' })
  await expect(operation.run(service, ids)).rejects.toMatchObject({ ...error, code: 'Error.Other' })
})

it('exists: rejects at the documented code of another resource', async () => {
  const { url } = await record({ status: 404, headers: { 'x-ms-error-code': 'Warning.User.NotExisted' } })
  await expect(connect(url).hub('chat').connectionExists('c')).rejects.toMatchObject({ status: 404 })
})

it('addConnection rejects with the code if the connection is gone', async () => {
  const { url } = await record({ status: 404, headers: { 'x-ms-error-code': 'Error.Connection.NotExisted' } })
  await expect(connect(url).hub('chat').group('team').addConnection('c')).rejects.toMatchObject({
    ...{ name: 'ServiceError', code: 'Error.Connection.NotExisted', status: 404 },
  })
})

it('reads the code from the body, if there is no header', async () => {
  const { url } = await record(
    { status: 400, body: { code: 'Error.Request.Invalid', message: 'no' } },
    { status: 400, body: { error: { code: 'InvalidHub' } } },
  )
  const hub = connect(url).hub('chat')
  await expect(hub.sendToAll('say')).rejects.toMatchObject({ code: 'Error.Request.Invalid', status: 400 })
  await expect(hub.sendToAll('say')).rejects.toMatchObject({ code: 'InvalidHub', status: 400 })
})

it('lists all pages, each with a token, and follows no link', async () => {
  const { url, requests } = await record(
    {
      status: 200,
      body: { value: [{ connectionId: 'c1' }], nextLink: 'https://evil.example/x?continuationToken=a%2Bb' },
    },
    { status: 200, body: { value: [{ connectionId: 'c2', userId: null }], nextLink: null } },
  )
  const list = []
  for await (const connection of connect(url).hub('chat').group('team').listConnections())
    list.push(connection)
  expect(list).toEqual([{ connectionId: 'c1' }, { connectionId: 'c2' }])
  expect(
    requests.map(({ url }) => new URL(url, 'http://localhost').searchParams.get('continuationToken')),
  ).toEqual([null, 'a+b'])
})

it.each([
  ['nothing', undefined],
  ['no list', { value: {} }],
  ['no id', { value: [{ userId: 'ada' }] }],
  ['a link without token', { value: [], nextLink: '/more' }],
  ['the same page again', { value: [], nextLink: '?continuationToken=a' }],
])('listing rejects %s', async (_, body) => {
  const { url } = await record({ status: 200, body })
  const list = connect(url).hub('chat').group('team').listConnections()
  await expect(list.next()).rejects.toMatchObject({ code: 'INVALID_RESPONSE' })
})

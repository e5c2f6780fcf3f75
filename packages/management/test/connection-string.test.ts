import { createServiceClient } from '@signalr-events/management'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { record } from './support/recorder.js'
import { entraToken } from './support/service.js'

const host = 'https://contoso.service.signalr.net'
const credential = { getToken: async () => ({ token: entraToken }) }

describe('connection strings', () => {
  it.each([
    [`Endpoint=${host};AccessKey=k;Version=1.0;`, host],
    [`Endpoint=${host};AccessKey=k`, host],
    [`endpoint=${host}/;ACCESSKEY=a=b==;version=1.0-preview`, host],
    [` Endpoint = ${host} ; AccessKey = k ; ; `, host],
    ['Endpoint=http://localhost;Port=8888;AccessKey=k;Version=1.0;', 'http://localhost:8888'],
    ['Endpoint=http://localhost:80;Port=8080;AccessKey=k', 'http://localhost:8080'],
    [
      `Endpoint=${host};AccessKey=k;ClientEndpoint=https://front.example;ServerEndpoint=https://back.example`,
      host,
    ],
  ])('%s', (text, endpoint) => {
    expect(createServiceClient(text).endpoint).toBe(endpoint)
  })

  it.each(['azure', 'Azure', 'azure.msi', 'azure.app', 'AAD'])('AuthType=%s needs a credential', (type) => {
    const text = `Endpoint=${host};AuthType=${type};ClientId=c;TenantId=t;ClientSecret=s;ClientCertPath=/p;Version=1.0;`
    expect(createServiceClient(text, { credential }).endpoint).toBe(host)
    expect(() => createServiceClient(text)).toThrow("needs the option 'credential'")
  })

  it.each([
    ['', 'needs a connection string'],
    ['Endpoint', 'name=value'],
    ['AccessKey=k', "'Endpoint' must be"],
    ['Endpoint=contoso;AccessKey=k', "'Endpoint' must be"],
    ['Endpoint=ws://contoso;AccessKey=k', "'Endpoint' must be"],
    [`Endpoint=${host}?a=b;AccessKey=k`, "'Endpoint' must be"],
    [`Endpoint=${host};AccessKey=`, "'AccessKey'"],
    [`Endpoint=${host}`, "'AccessKey'"],
    [`Endpoint=${host};AccessKey=k;Version=2.0`, "'Version'"],
    [`Endpoint=${host};AccessKey=k;Port=0`, "'Port'"],
    [`Endpoint=${host};AccessKey=k;Port=65536`, "'Port'"],
    [`Endpoint=${host};AccessKey=k;Port=8e1`, "'Port'"],
    [`Endpoint=${host};AccessKey=k;ClientEndpoint=x`, "'ClientEndpoint' must be"],
    [`Endpoint=${host};AccessKey=k;ServerEndpoint=x`, "'ServerEndpoint' must be"],
    [`Endpoint=${host};AccessKey=k;accesskey=k`, 'twice'],
  ])('%s is a TypeError', (text, message) => {
    expect(() => createServiceClient(text)).toThrow(TypeError)
    expect(() => createServiceClient(text)).toThrow(message)
  })

  it('calls go to ServerEndpoint and clients to ClientEndpoint, with audiences of Endpoint', async () => {
    const { url, requests } = await record({ status: 202 })
    const text = `Endpoint=${host};AccessKey=k;ClientEndpoint=https://front.example/signalr/;ServerEndpoint=${url}/back/`
    const hub = createServiceClient(text).hub('chat')
    await hub.sendToAll('say')
    expect(requests[0]?.url).toBe('/back/api/hubs/chat/:send?api-version=2022-06-01')
    const token = requests[0]?.headers.authorization?.replace('Bearer ', '') ?? ''
    expect(decodeJwt(token).aud).toBe(`${host}/api/hubs/chat/:send`)
    const answer = await hub.negotiate()
    expect(answer.url).toBe('https://front.example/signalr/client/?hub=chat')
    expect(decodeJwt(answer.accessToken).aud).toBe(`${host}/client/?hub=chat`)
  })
})

describe('options', () => {
  it('source is passed on', () => {
    const source = '/subscriptions/s/resourceGroups/g/providers/Microsoft.SignalRService/SignalR/contoso'
    expect(createServiceClient(`Endpoint=${host};AccessKey=k`, { source }).source).toBe(source)
    expect(createServiceClient(`Endpoint=${host};AccessKey=k`).source).toBeUndefined()
  })

  it.each([
    [undefined, {}],
    [null, {}],
    [{}, {}],
    [{ endpoint: host }, {}],
    [{ endpoint: host, credential: {} }, {}],
    [{ endpoint: host, credential, more: 1 }, {}],
    [{ endpoint: host, credential }, { credential }],
    [{ endpoint: 'http://contoso.service.signalr.net', credential }, {}],
    [`Endpoint=${host};AccessKey=k`, { credential }],
    [`Endpoint=${host};AccessKey=k`, { timeout: 0 }],
    [`Endpoint=${host};AccessKey=k`, { source: '' }],
    [`Endpoint=${host};AccessKey=k`, { apiVersion: '1.0' }],
    [`Endpoint=${host};AccessKey=k`, { retries: 1 }],
  ])('%o with %o is a TypeError', (connection, options) => {
    const create = createServiceClient as (...args: unknown[]) => unknown
    expect(() => create(connection, options)).toThrow(TypeError)
  })
})

describe("the emulator's well-known key", () => {
  const key = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEFGH'

  it.each(['localhost', 'chat.localhost', '127.0.0.1', '127.8.8.8', '[::1]'])('is accepted at %s', (host) => {
    const service = createServiceClient(`Endpoint=http://${host};Port=8888;AccessKey=${key};Version=1.0;`)
    expect(service.endpoint).toBe(`http://${host}:8888`)
  })

  it.each([
    'contoso.service.signalr.net',
    'localhost.example',
    '127.0.0.1.example',
    '10.0.0.1',
    'notlocalhost',
    '[::2]',
  ])('is refused at %s', (host) => {
    expect(() => createServiceClient(`Endpoint=https://${host};AccessKey=${key}`)).toThrow('loopback')
    for (const name of ['ClientEndpoint', 'ServerEndpoint']) {
      const text = `Endpoint=http://localhost;${name}=https://${host};AccessKey=${key}`
      expect(() => createServiceClient(text)).toThrow('loopback')
    }
  })
})

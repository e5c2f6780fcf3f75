import { once } from 'node:events'
import { request } from 'node:http'
import { networkInterfaces } from 'node:os'
import type { SignalRService } from '@signalr-events/emulator'
import { describe, expect, it } from 'vitest'
import { findFreePort } from '../../../scripts/shared/port.mjs'
import { createRaw, refusalOf } from './support/raw.js'
import { start } from './support/service.js'

/** The status of a request with a `Host` as after DNS rebinding. */
async function ask(
  service: SignalRService,
  host: string,
  path = '/api/health',
): Promise<[number, string | undefined]> {
  const { port } = new URL(service.endpoint)
  const options = {
    host: '127.0.0.1',
    port,
    path,
    method: 'HEAD',
    headers: { host, origin: 'http://evil.test' },
  }
  const sent = request(options).end()
  const [response] = await once(sent, 'response')
  response.resume()
  return [response.statusCode, response.headers['access-control-allow-origin']]
}

describe('while bound to loopback, the host', () => {
  it.each(['localhost', 'LOCALHOST:8888', '127.0.0.1', '127.1.2.3:80', '[::1]:1'])(
    '%s is answered',
    async (host) => {
      const { service } = await start()
      expect(await ask(service, host)).toEqual([200, undefined])
    },
  )

  it.each([
    'evil.test',
    'localhost.evil.test',
    '127.0.0.1.evil.test',
    'evil.test:80',
    '192.0.2.1',
    'localhost:80:80',
  ])('%s is refused, unreadable for its page', async (host) => {
    const { service, warnings } = await start()
    for (const path of ['/api/health', '/client/negotiate?hub=chat', '/'])
      expect(await ask(service, host, path)).toEqual([403, undefined])
    expect(warnings[0]).toMatchObject({ code: 'host-refused' })
  })

  it('of a WebSocket is checked too', async () => {
    const { service } = await start()
    const { url, token } = createRaw(await service.negotiate({ hub: 'chat' }))
    expect(await refusalOf(url, { authorization: `Bearer ${token}`, host: 'evil.test' })).toBe(403)
  })

  it('of publicUrl is answered, behind a proxy that does not change it', async () => {
    const port = await findFreePort()
    const { service } = await start({ port, publicUrl: 'https://signalr.test' })
    const local = { ...service, endpoint: `http://localhost:${port}` }
    expect(await ask(local, 'signalr.test')).toEqual([200, undefined])
    expect(await ask(local, 'localhost')).toEqual([200, undefined])
    expect(await ask(local, 'evil.test')).toEqual([403, undefined])
  })
})

it('listens on loopback alone', async () => {
  const { service } = await start()
  const { port } = new URL(service.endpoint)
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? [])
  for (const { address, internal, family } of addresses) {
    if (internal || family !== 'IPv4') continue
    await expect(fetch(`http://${address}:${port}/api/health`, { method: 'HEAD' })).rejects.toThrow()
  }
})

it('with a separate key it listens on every address, and answers any host', async () => {
  const { service } = await start({ host: '0.0.0.0', accessKeys: ['a-key-of-mine'] })
  expect(await ask(service, 'machine.example')).toEqual([200, undefined])
})

it('no warning contains a key or a token', async () => {
  const key = 'planted-key-of-the-service'
  const { service, warnings } = await start({ accessKeys: [key] })
  const { accessToken } = await service.negotiate({ hub: 'chat' })
  const headers = { authorization: `Bearer ${accessToken}` }
  await fetch(`${service.endpoint}/client/negotiate?hub=other`, { method: 'POST', headers })
  await fetch(`${service.endpoint}/client/negotiate?hub=other&access_token=${accessToken}`, {
    method: 'POST',
  })
  await fetch(`${service.endpoint}/api/v1/hubs/chat`, { method: 'POST', headers })
  expect(warnings).toHaveLength(3)
  const text = JSON.stringify(warnings)
  expect(text).not.toContain(key)
  expect(text).not.toContain(accessToken.split('.')[2])
})

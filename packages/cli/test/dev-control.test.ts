import { expect, it } from 'vitest'
import { actionNames } from '../src/dev/action-names.js'
import { connectClient, sendRequest, startDev } from './support/dev.js'
import { startWebhook } from './support/webhook.js'

// No other page can use the control API of the page.

const controls = [
  ['GET', 'local/events', ''],
  ['POST', 'local/negotiate?user=eve', ''],
  ['POST', 'local/send', '{"user":"eve","text":"hi"}'],
  ['POST', 'local/action', '{"action":"drop"}'],
] as const

const json = { 'content-type': 'application/json' }

/** Starts the program with one client, and returns the URL of its page. */
async function start() {
  const { url } = await startWebhook()
  const dev = await startDev(url)
  await connectClient(dev.connectionString, 'ada')
  await dev.waitFor({ type: 'open', userId: 'ada' })
  const page = dev.page ?? expect.fail('there is no page')
  return { dev, page, host: new URL(page).host }
}

it.each(controls)('%s %s answers its own origin only', async (method, path, body) => {
  const { dev, page, host } = await start()
  const { port } = new URL(page)
  const send = (headers: Record<string, string>) =>
    sendRequest(`http://127.0.0.1:${port}/${path}`, { method, body, headers: { ...json, host, ...headers } })

  const crossOrigin = [
    { origin: 'https://evil.example' },
    { origin: `http://localhost:${Number(port) - 1}` },
    { origin: `https://${host}` },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    // DNS rebinding: a host name of the attacker that resolves to this machine.
    { host: `evil.example:${port}` },
    { host: `evil.example:${port}`, origin: `http://evil.example:${port}` },
    { host: `localhost.evil.example:${port}` },
    { host: `127.0.0.1.evil.example:${port}` },
  ]
  for (const headers of crossOrigin) {
    const answer = await send(headers)
    expect([headers, answer.status]).toEqual([headers, 403])
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  }
  expect(dev.activities.filter(({ type }) => type === 'action' || type === 'gone')).toEqual([])

  for (const headers of [{}, { origin: `http://${host}` }, { host: `[::1]:${port}` }]) {
    const answer = await send(headers)
    expect([headers, answer.status]).toEqual([headers, 200])
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  }
})

it.each(controls)('a preflight of another origin for %s %s is refused', async (method, path) => {
  const { page } = await start()
  const answer = await sendRequest(`${page}${path}`, {
    method: 'OPTIONS',
    headers: { origin: 'https://evil.example', 'access-control-request-method': method },
  })
  expect(answer.status).toBe(403)
  expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
})

it('the page itself rejects other host names, and cannot be framed', async () => {
  const { page, host } = await start()
  expect((await sendRequest(page, { headers: { host: 'evil.example' } })).status).toBe(403)
  // A link from another site may open it.
  const { status, headers } = await sendRequest(page, { headers: { host, 'sec-fetch-site': 'cross-site' } })
  expect(status).toBe(200)
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
  expect(headers['cross-origin-resource-policy']).toBe('same-origin')
})

it.each([
  ['a form', '{"action":"drop"}', { 'content-type': 'text/plain' }, 415],
  ['no JSON', '{', json, 400],
  ['no object', 'null', json, 400],
  ['no such action', '{"action":"constructor"}', json, 400],
  ['no id', '{"action":"drop","connectionId":1}', json, 400],
  ['too much', `{"action":"drop","more":"${'x'.repeat(65_536)}"}`, json, 413],
])('%s does nothing', async (_, body, headers, status) => {
  const { page, dev } = await start()
  expect((await sendRequest(`${page}local/action`, { method: 'POST', headers, body })).status).toBe(status)
  expect(dev.activities.filter(({ type }) => type === 'action')).toEqual([])
})

it.each(['', 'local/', '../package.json', '%2e%2e/main.js', 'local/constructor'])(
  '%s is not an action',
  async (path) => {
    const { page } = await start()
    expect((await sendRequest(`${page}${path}`, { method: 'POST', headers: json, body: '{}' })).status).toBe(
      path === '' ? 405 : 404,
    )
  },
)

it.each([
  ['//', 404],
  ['//local/events', 404],
  ['/local/events?%', 200],
  ['/%', 404],
  ['*', 404],
])('the path %s has the status %i', async (path, status) => {
  const { page, host } = await start()
  const { hostname, port } = new URL(page)
  expect((await sendRequest({ hostname, port, path, headers: { host } }, {})).status).toBe(status)
})

it.each(actionNames)('the action %s has its effect', async (action) => {
  const { page, dev } = await start()
  const body = JSON.stringify({ action })
  await sendRequest(`${page}local/action`, { method: 'POST', headers: json, body })
  const connections = action === 'thaw' ? 0 : 1
  await dev.waitFor({ type: 'action', action, connections })
  const reasons = { close: 'rest-close', drop: 'dropped', 'drop-silently': 'dropped' } as const
  const reason = reasons[action as keyof typeof reasons]
  if (reason !== undefined) await dev.waitFor({ type: 'gone', reason })
  if (action === 'misreport' || action === 'drop')
    await dev.waitFor({ type: 'published', event: 'disconnected ada' })
  if (action === 'restart' || action === 'crash') {
    await dev.waitFor({ type: 'gone', reason: 'service-stopped' })
    await expect
      .poll(() =>
        connectClient(dev.connectionString, 'bob').then(
          () => true,
          () => false,
        ),
      )
      .toBe(true)
  }
  const silent = ['drop-silently', 'crash', 'freeze', 'thaw'].includes(action)
  await dev.stop()
  const published = dev.activities.filter(
    (each) => each.type === 'published' && each.event === 'disconnected ada',
  )
  expect(published.length).toBe(action === 'freeze' || action === 'thaw' || !silent ? 1 : 0)
})

it('a restart that the end of the program interrupts is no failure', async () => {
  const { dev, page } = await start()
  for (const action of ['restart', 'crash'])
    await sendRequest(`${page}local/action`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ action }),
    })
  expect(await dev.stop()).toBe(0)
  expect(dev.activities.filter(({ type }) => type === 'warning')).toEqual([])
})

it('a frozen client that is closed gets the reason: nobody could thaw it later', async () => {
  const { url } = await startWebhook()
  const dev = await startDev(url)
  const client = await connectClient(dev.connectionString, 'ada')
  const closed = new Promise<Error | undefined>((resolve) => client.onclose(resolve))
  for (const action of ['freeze', 'close'])
    await sendRequest(`${dev.page}local/action`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ action }),
    })
  expect((await closed)?.message).toContain('Closed by signalr-events dev')
  // Before the end of the program, which thaws everything.
}, 10_000)

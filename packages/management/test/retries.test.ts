import { isServiceError } from '@signalr-events/management'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { serve } from '../../../test/support/conformance.js'
import { generateToken, ids, type Operation, operations } from './support/operations.js'
import { type Reply, record } from './support/recorder.js'
import { connect, connectWithCredential } from './support/service.js'

const now = { 'retry-after': '0' }
const failing = [408, 500, 502, 503, 504].map((status) => ({ status, headers: now }))

describe('calls are retried at most three times', () => {
  it.each(operations)('$name after a transient failure', async (operation) => {
    for (const reply of failing) {
      const { url, requests } = await record(reply)
      await expect(operation.run(connect(url), ids)).rejects.toMatchObject({ status: reply.status })
      expect(requests).toHaveLength(operation.isIdempotent ? 4 : 1)
    }
  })

  it.each(operations)('$name after 429, sends too', async (operation) => {
    const { url, requests } = await record({ status: 429, headers: now })
    await expect(operation.run(connect(url), ids)).rejects.toMatchObject({ status: 429 })
    expect(requests).toHaveLength(4)
  })

  it.each(operations)('$name not after a permanent failure', async (operation) => {
    for (const status of [301, 400, 401, 403, 409, 413, 501]) {
      const { url, requests } = await record({ status, headers: { ...now, location: '/elsewhere' } })
      await expect(operation.run(connect(url), ids)).rejects.toMatchObject({ name: 'ServiceError' })
      expect(requests).toHaveLength(1)
    }
  })

  it('a token request is retried', async () => {
    const { url, requests } = await record(
      { status: 500, headers: now },
      { status: 200, body: { token: 'later' } },
    )
    const { token } = await connectWithCredential(url).service.hub('chat').getClientAccessToken()
    expect([token, requests.length]).toEqual(['later', 2])
    expect(generateToken.isIdempotent).toBe(true)
  })

  it('closeAllConnections is not: clients that reconnected would be closed again', async () => {
    const { url, requests } = await record('cut')
    const call = connect(url).hub('chat').closeAllConnections()
    await expect(call).rejects.toMatchObject({ code: 'UNREACHABLE', status: undefined })
    expect(requests).toHaveLength(1)
  })
})

/** Records the delays between attempts, in milliseconds. */
function watchTimers(): () => number[] {
  const delays: number[] = []
  const { setTimeout } = globalThis
  const timers = vi.spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void, ms: number) => {
    // Other packages and libraries in this process set timers, too.
    const stack = new Error().stack ?? ''
    if (['/management/src/', '/internal/src/'].every((path) => stack.includes(path))) delays.push(ms)
    return setTimeout(run, ms)
  }) as typeof setTimeout)
  onTestFinished(() => timers.mockRestore())
  // The longest timer is the time limit of the call.
  return () => delays.filter((ms) => ms < 10_000)
}

it('a call with a lost connection is retried with back-off, a send is not', async () => {
  const { url, requests } = await record('cut')
  const hub = connect(url).hub('chat')
  const delays = watchTimers()
  await expect(hub.connectionExists('c')).rejects.toMatchObject({ code: 'UNREACHABLE' })
  expect(requests).toHaveLength(4)
  expect(delays()).toHaveLength(3)
  for (const [i, ms] of delays().entries()) {
    expect(ms).toBeGreaterThanOrEqual(50 * 2 ** i)
    expect(ms).toBeLessThanOrEqual(100 * 2 ** i)
  }
  await expect(hub.sendToAll('say')).rejects.toSatisfy(isServiceError)
  expect(requests).toHaveLength(5)
})

it('a call ends with the first success', async () => {
  const { url, requests } = await record(
    { status: 503, headers: now },
    { status: 429, headers: now },
    { status: 200 },
  )
  expect(await connect(url).hub('chat').userExists('ada')).toBe(true)
  expect(requests).toHaveLength(3)
})

it.each([
  ['seconds', () => '3600'],
  ['a date', () => new Date(Date.now() + 3_600_000).toUTCString()],
])('Retry-After as %s beyond the time limit ends the call at once', async (_, toValue) => {
  const { url, requests } = await record(
    { status: 429, headers: { 'retry-after': toValue() } },
    { status: 202 },
  )
  await expect(connect(url).hub('chat').sendToAll('say')).rejects.toMatchObject({ status: 429 })
  expect(requests).toHaveLength(1)
})

it('Retry-After is waited for, as seconds and as a date', async () => {
  const soon = new Date(Date.now() + 3000).toUTCString()
  const replies: [Reply, ...Reply[]] = [
    { status: 429, headers: { 'retry-after': '1' } },
    { status: 429, headers: { 'retry-after': soon } },
    { status: 202 },
  ]
  const { url, requests } = await record(...replies)
  const delays = watchTimers()
  await connect(url).hub('chat').sendToAll('say')
  expect(delays()[0]).toBe(1000)
  // The date has no milliseconds, and the first wait has passed.
  expect(delays()[1]).toBeGreaterThan(900)
  expect(delays()[1]).toBeLessThanOrEqual(2000)
  expect(requests).toHaveLength(3)
})

it('each retry signs or requests a new token', async () => {
  const { url } = await record({ status: 503, headers: now }, { status: 200 })
  const { service, scopes } = connectWithCredential(url)
  await service.health()
  expect(scopes).toHaveLength(2)
})

const needsBody = ({ answer }: Operation) => answer !== undefined

describe('an answer whose body does not arrive', () => {
  it.each(operations.filter(needsBody))('$name is repeated like a call without answer', async ({ run }) => {
    const { url, requests } = await record({ status: 200, rest: 'cut' })
    await expect(run(connect(url), ids)).rejects.toMatchObject({ code: 'UNREACHABLE' })
    expect(requests).toHaveLength(4)
  })

  // To repeat a send after a 202 would show clients the message twice.
  it.each(operations.filter((operation) => !needsBody(operation) && operation.method !== 'HEAD'))(
    '$name has succeeded: its status has arrived',
    async ({ run, status }) => {
      const { url, requests } = await record({ status: status === 204 ? 200 : status, rest: 'cut' })
      await run(connect(url), ids)
      expect(requests).toHaveLength(1)
    },
  )

  it('a send has succeeded although the body never ends', async () => {
    for (const reply of ['endless', { status: 202, rest: 'hang' }] as const) {
      const { url } = await record(reply)
      await connect(url).hub('chat').sendToAll('say')
    }
  })

  it('a failure keeps its status and the code in its header', async () => {
    for (const rest of ['cut', 'hang'] as const) {
      const { url, requests } = await record({
        status: 400,
        headers: { 'x-ms-error-code': 'Error.Body' },
        rest,
      })
      const call = connect(url).hub('chat').sendToAll('say')
      await expect(call).rejects.toMatchObject({ code: 'Error.Body', status: 400 })
      expect(requests).toHaveLength(1)
    }
  })
})

it('an answer without end is read up to a bound', async () => {
  const { url } = await record('endless')
  const list = connect(url).hub('chat').group('team').listConnections()
  await expect(list.next()).rejects.toMatchObject({ code: 'INVALID_RESPONSE' })
})

// Some parsers of dates read numbers and words as dates of the past.
it.each(['soon', 'try 5', '1.5', '-1', new Date(Date.now() - 60_000).toUTCString()])(
  'Retry-After %s: the usual back-off',
  async (value) => {
    const { url } = await record({ status: 429, headers: { 'retry-after': value } }, { status: 202 })
    const delays = watchTimers()
    await connect(url).hub('chat').sendToAll('say')
    expect(delays()).toHaveLength(1)
    expect(delays()[0]).toBeGreaterThanOrEqual(50)
  },
)

it('a send is retried if no connection could be opened: then nothing was sent', async () => {
  const { url, close } = await serve(() => {})
  await close()
  const delays = watchTimers()
  await expect(connect(url).hub('chat').sendToAll('say')).rejects.toMatchObject({ code: 'UNREACHABLE' })
  expect(delays()).toHaveLength(3)
})

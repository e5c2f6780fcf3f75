import { createWebhook } from '@signalr-events/core'
import { createHealth, type HealthOptions, type Silence } from '@signalr-events/otel/health'
import { createPresence } from '@signalr-events/presence'
import { createClient, eventGrid } from '@signalr-events/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { adapters } from '../../../test/support/adapters.js'
import { post } from './support/sdk.js'

afterEach(() => vi.restoreAllMocks())

/** A check whose result the test sets, and the results of probes. */
function createCheck(options: HealthOptions = {}) {
  const state = { fails: false, runs: 0 }
  const errors: unknown[] = []
  const ping = async () => {
    state.runs++
    if (state.fails) throw new Error('down')
  }
  const health = createHealth(createWebhook({}), {
    checks: { store: ping },
    onError: (error, name) => errors.push([name, (error as Error).message]),
    ...options,
  })
  const probe = async (times: number) => {
    const results: boolean[] = []
    for (let i = 0; i < times; i++) results.push((await health.ready()).ok)
    return results
  }
  return { health, state, errors, probe }
}

describe('ready', () => {
  it('fails after several failures in a row, and passes after several successes', async () => {
    const { health, state, errors, probe } = createCheck()
    expect(await probe(2)).toEqual([true, true])
    state.fails = true
    expect(await probe(4)).toEqual([true, true, false, false])
    expect(await health.ready()).toEqual({ ok: false, closing: false, checks: { store: 'fails' } })
    state.fails = false
    expect(await probe(3)).toEqual([false, true, true])
    expect(errors).toEqual(Array(5).fill(['store', 'down']))
  })

  it('does not change for single failures', async () => {
    const { state, probe } = createCheck()
    const results: boolean[] = []
    for (let i = 0; i < 9; i++) {
      state.fails = i % 3 !== 0
      results.push(...(await probe(1)))
    }
    expect(results).toEqual(Array(9).fill(true))
  })

  it('fails at once if the first result is a failure', async () => {
    const { state, probe } = createCheck()
    state.fails = true
    expect(await probe(1)).toEqual([false])
    state.fails = false
    expect(await probe(2)).toEqual([false, true])
  })

  it('counts a check that does not answer in time as failed', async () => {
    const { probe, errors } = createCheck({ checks: { store: () => new Promise(() => {}) }, timeout: 5 })
    expect(await probe(1)).toEqual([false])
    expect(errors).toEqual([['store', 'the check took longer than 5 ms']])
  })

  it('shares one run of the checks among probes at the same time', async () => {
    const { health, state } = createCheck()
    await Promise.all([health.ready(), health.ready(), health.ready()])
    expect(state.runs).toBe(1)
    await health.ready()
    expect(state.runs).toBe(2)
  })

  it('never rejects, for anything that a check or onError throws', async () => {
    const broken = () => {
      throw new Error('hook')
    }
    const { health } = createCheck({ checks: { store: broken }, onError: broken })
    expect(await health.ready()).toMatchObject({ ok: false })
  })

  it('fails while the webhook closes, and live does not', async () => {
    const webhook = createWebhook({})
    const health = createHealth(webhook)
    expect(await health.ready()).toEqual({ ok: true, closing: false, checks: {} })
    await webhook.close()
    expect(await health.ready()).toEqual({ ok: false, closing: true, checks: {} })
    expect(health.live()).toEqual({ ok: true })
  })
})

it('live runs no check', async () => {
  const { health, state } = createCheck()
  expect(health.live()).toEqual({ ok: true })
  expect(state.runs).toBe(0)
})

it.each(Object.entries(adapters))('lastDeliveryAt is that of a delivery over %s', async (_, start) => {
  const webhook = createWebhook({})
  const health = createHealth(webhook)
  const server = await start(webhook)
  try {
    await post(server.url, eventGrid.handshake())
    expect(health.lastDeliveryAt).toBeUndefined()
    await post(server.url, eventGrid.connected())
    expect(health.lastDeliveryAt).toBeInstanceOf(Date)
  } finally {
    await server.close()
  }
})

describe('onSilence', () => {
  /** Resolves with the next silence. */
  async function next(silences: Silence[]): Promise<Silence> {
    const { length } = silences
    await expect.poll(() => silences.length).toBeGreaterThan(length)
    return silences[length] as Silence
  }

  it('is called once for a silence, and again only after a delivery', async () => {
    const silences: Silence[] = []
    const webhook = createWebhook({})
    const health = createHealth(webhook, { silence: 10, onSilence: (silence) => silences.push(silence) })
    expect(health.silent).toBe(false)
    const first = await next(silences)
    expect(first).toMatchObject({ lastDeliveryAt: undefined, connections: undefined })
    expect(first.message).toMatch(/subscription was deleted.*Default mode.*probation/)
    expect(health.silent).toBe(true)
    await createClient(webhook).send(eventGrid.connected())
    expect(health.silent).toBe(false)
    expect((await next(silences)).lastDeliveryAt).toEqual(health.lastDeliveryAt)
    expect(silences).toHaveLength(2)
    health.close()
  })

  it('counts only while presence has connections', async () => {
    const silences: Silence[] = []
    const presence = createPresence()
    const webhook = createWebhook({}, { use: [presence.middleware] })
    let asked = 0
    const observed = {
      hubs: () => {
        asked++
        return presence.hubs()
      },
      count: presence.count,
    }
    const health = createHealth(webhook, {
      silence: 5,
      presence: observed,
      onSilence: (silence) => silences.push(silence),
    })
    await expect.poll(() => asked).toBeGreaterThan(2)
    expect(silences).toEqual([])
    await createClient(webhook).send(eventGrid.connected({ hubName: 'chat' }))
    expect(await next(silences)).toMatchObject({
      connections: 1,
      message: expect.stringContaining('although connections are online (1)'),
    })
    health.close()
    await presence.close()
  })

  it('keeps watching when presence fails', async () => {
    const errors: unknown[] = []
    const failing = {
      hubs: () => Promise.reject(new Error('down')),
      count: () => Promise.reject(new Error('down')),
    }
    const health = createHealth(createWebhook({}), {
      ...{ silence: 5, presence: failing },
      onError: (error, name) => errors.push([name, (error as Error).message]),
    })
    await expect.poll(() => errors.length).toBeGreaterThan(1)
    expect(errors[0]).toEqual(['onSilence', 'down'])
    health.close()
  })

  it('waits no longer than a timer can after the clock was set back', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const timers = vi.spyOn(globalThis, 'setTimeout')
    try {
      const health = createHealth(createWebhook({}), { silence: 5 })
      vi.setSystemTime(Date.now() - 40 * 24 * 60 * 60_000)
      // The first is of before.
      await expect.poll(() => timers.mock.calls.length).toBeGreaterThan(1)
      health.close()
      expect(Math.max(...timers.mock.calls.map(([, ms]) => ms ?? 0))).toBeLessThan(2 ** 31)
    } finally {
      vi.useRealTimers()
    }
  })

  it('writes to console.warn by default', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const health = createHealth(createWebhook({}), { silence: 5 })
    await expect.poll(() => warn).toHaveBeenCalledWith(expect.stringContaining('No delivery has come'))
    health.close()
  })
})

it.each([
  [{ silense: 1 }, 'silense'],
  [{ silence: 0 }, "'silence'"],
  [{ checks: { store: 'ping' } }, "'checks'"],
  [{ failureThreshold: 0 }, "'failureThreshold'"],
  [{ presence: {} }, "'presence'"],
])('rejects %j', (options, message) => {
  expect(() => createHealth(createWebhook({}), options as never)).toThrow(message)
})

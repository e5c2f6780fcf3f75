import { createPresence, type PresenceErrorCode } from '@signalr-events/presence'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  type Answer,
  exists,
  fail,
  hour,
  isProbe,
  minute,
  missing,
  missingAre,
  noteWrites,
  open,
  source,
  toIds,
  toTimestamp,
  yes,
} from './support/reconcile.js'

describe('reconciliation', () => {
  it('ends what is missing twice, and nothing else', async () => {
    const { run, list, reconciledAt } = await open(missingAre('a'), ['a', 'b'])
    expect(await run()).toEqual({ hub: 'chat', asked: 2, found: 1, missing: 1, ended: 0, failed: 0 })
    expect(await list()).toEqual(['a', 'b'])
    expect(await run()).toMatchObject({ asked: 1, missing: 1, ended: 1 })
    expect(await list()).toEqual(['b'])
    expect(await reconciledAt()).toBeInstanceOf(Date)
  })

  it('waits between the two', async () => {
    const { presence, list, wait, asked } = await open(missingAre('a'), ['a', 'b'])
    await presence.reconcile()
    wait(29_999)
    await presence.reconcile()
    expect([asked.length, await list()]).toEqual([2, ['a', 'b']])
    wait(1)
    await presence.reconcile()
    expect(await list()).toEqual(['b'])
  })

  it('does not ask about young connections', async () => {
    const { run, apply, asked } = await open(exists, ['a'])
    await apply('connected', ['young'])
    await run()
    expect(asked).toEqual(['a'])
  })

  it('asks about connections whose events were too old to be believed', async () => {
    const { run, store, list, apply } = await open(exists, [])
    await apply('connected', ['old'], { timestamp: toTimestamp((await store.now()) - 30 * hour) })
    expect(await list()).toEqual([])
    await run()
    expect(await list()).toEqual(['old'])
  })

  it.each<[string, Answer, PresenceErrorCode]>([
    ['404 without the code', fail(404), 'SERVICE_FAILED'],
    ['404 with another code', fail(404, { 'x-ms-error-code': 'Error.Hub.NotFound' }), 'SERVICE_FAILED'],
    ['401', fail(401), 'SERVICE_REFUSED'],
    ['403', fail(403), 'SERVICE_REFUSED'],
    ['429', fail(429, { 'retry-after': '0' }), 'SERVICE_FAILED'],
    ['500', fail(500), 'SERVICE_FAILED'],
    ['a cut', (_, response) => response.destroy(), 'SERVICE_FAILED'],
    ['nothing', () => {}, 'SERVICE_FAILED'],
    ['200 whatever it is asked', yes, 'SERVICE_FAILED'],
  ])('ends nothing when the service answers %s', { timeout: 30_000 }, async (name, answer, code) => {
    const limit = name === 'nothing' ? 400 : undefined
    const { run, list, codes, reconciledAt } = await open(answer, ['a', 'b'], { limit })
    for (let i = 0; i < 3; i++) expect(await run()).toMatchObject({ found: 0, missing: 0, ended: 0 })
    expect(await list()).toEqual(['a', 'b'])
    expect([codes, await reconciledAt()]).toEqual([[code], undefined])
  })

  it('asks no more for an hour after the service refused the credential', async () => {
    const { run, asked, wait, reconciledAt } = await open(fail(401), toIds(20))
    await run()
    const first = asked.length
    expect(first).toBeLessThanOrEqual(4)
    await run()
    expect(asked.length).toBe(first)
    expect(await reconciledAt()).toBeUndefined()
    wait(hour)
    await run()
    expect(asked.length).toBeGreaterThan(first)
  })

  it('ends nothing of another resource', async () => {
    const { run, list, codes, asked, apply, wait, reconciledAt } = await open(missing, [])
    await apply('connected', ['a'], { source: `${source}-of-another` })
    wait(hour)
    for (let i = 0; i < 3; i++) await run()
    expect([asked, codes, await list()]).toEqual([[], ['MISCONFIGURED'], ['a']])
    expect(await reconciledAt()).toBeUndefined()
  })

  it('ends nothing at first when everybody seems to be missing', async () => {
    const { run, list, codes } = await open(missing, toIds(20))
    expect(await run()).toMatchObject({ asked: 20, missing: 20, ended: 0 })
    expect(codes).toEqual(['SUSPICIOUS'])
    // None of them counts as missing once.
    expect(await run()).toMatchObject({ asked: 20, missing: 20, ended: 0 })
    expect(await list()).toHaveLength(20)
    for (let i = 0; i < 2; i++) await run()
    expect(await list()).toEqual([])
  })

  it('suspects nothing when few are missing', async () => {
    const { run, list, codes } = await open(missing, toIds(19))
    await run()
    await run()
    expect([codes, await list()]).toEqual([[], []])
  })

  it('ends all that are missing although the service fails now and then', { timeout: 60_000 }, async () => {
    let n = 0
    const { run, list } = await open(
      (id, ...rest) => (++n % 5 === 0 ? fail(404) : missing)(id, ...rest),
      toIds(30),
    )
    for (let i = 0; i < 12; i++) await run()
    expect(await list()).toEqual([])
  })

  it('only reports in a dry run, and writes nothing', async () => {
    const results: unknown[] = []
    const written: string[] = []
    const { run, list, reconciledAt } = await open(missingAre('a'), ['a', 'b'], {
      reconcile: { dryRun: true, onPass: (result) => void results.push(result) },
      wrap: (store) => noteWrites(store, (name) => written.push(name)),
    })
    for (let i = 0; i < 3; i++) await run()
    expect([await list(), written, await reconciledAt()]).toEqual([['a', 'b'], [], undefined])
    const result = { hub: 'chat', asked: 2, found: 1, missing: 1, ended: 0, failed: 0 }
    expect(results).toEqual([result, result, result])
  })

  it('lets an event win that overtakes the answer', async () => {
    const held: (() => void)[] = []
    const { run, apply, list, store } = await open(
      (id, ...rest) => void held.push(() => missing(id, ...rest)),
      ['a'],
    )
    const running = run()
    await expect.poll(() => held.length).toBe(1)
    await apply('disconnected', ['a'])
    await apply('connected', ['a'])
    held.pop()?.()
    expect(await running).toMatchObject({ missing: 1, ended: 0 })
    expect(await list()).toEqual([])
    expect((await store.status('chat')).events.late).toBe(1)
  })

  it('drops an answer if another one came meanwhile', async () => {
    // Two instances lead: the first was paused for longer than its lease.
    const held: (() => void)[] = []
    let answer: Answer = exists
    const { presence, openInstance, wait, list } = await open((id, ...rest) => answer(id, ...rest), ['a'], {
      wrap: (store) => ({ ...store, lead: () => true }),
    })
    const other = openInstance()
    answer = missing
    await other.reconcile()
    wait(35_000)
    answer = (id, ...rest) => void held.push(() => missing(id, ...rest))
    const paused = presence.reconcile()
    await expect.poll(() => held.length).toBe(1)
    wait(5_000)
    answer = exists
    await other.reconcile()
    held.pop()?.()
    expect((await paused)[0]).toMatchObject({ missing: 1, ended: 0 })
    // So this is the first time that it is missing, not the second.
    wait(11 * minute)
    answer = missing
    expect((await other.reconcile())[0]).toMatchObject({ missing: 1, ended: 0 })
    expect(await list()).toEqual(['a'])
  })

  it('has at most four questions under way', async () => {
    let most = 0
    const held = new Set<() => void>()
    const release = () => {
      for (const each of held) each()
      held.clear()
    }
    const { run } = await open((id, ...rest) => {
      held.add(() => exists(id, ...rest))
      most = Math.max(most, held.size)
      setTimeout(release, 5)
    }, toIds(40))
    expect(await run()).toMatchObject({ asked: 40, found: 40 })
    expect(most).toBe(4)
  })

  it.each([
    ['keeps to the pace of all instances', exists, 1],
    ['asks half as often when the service is busy', fail(429, { 'retry-after': '60' }), 2],
  ] as const)('%s', { timeout: 20_000 }, async (_, answer, factor) => {
    const times: number[] = []
    const { run } = await open(
      (id, ...rest) => {
        if (!isProbe(id)) times.push(performance.now())
        answer(id, ...rest)
      },
      toIds(30),
      { reconcile: { perSecond: 20 } },
    )
    const from = performance.now()
    await run()
    expect(times).toHaveLength(30)
    // A slow machine makes it longer. Four may be under way before the service is known to be busy; timers may be early.
    const to = times.at(-1) ?? 0
    expect(to - from).toBeGreaterThan(0.9 * 50 * (4 + 25 * factor))
  })

  it('is refused without a service', async () => {
    const presence = createPresence()
    onTestFinished(() => presence.close())
    await expect(presence.reconcile()).rejects.toThrow(TypeError)
  })
})

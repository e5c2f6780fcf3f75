import { connect, createServer, type Socket } from 'node:net'
import { allFaults, manualClock, startEventGrid } from '@signalr-events/simulator'
import { eventGrid } from '@signalr-events/testing'
import { expect, it, onTestFinished } from 'vitest'
import { examples, startExample } from '../examples/test/example.js'
import { describeRedis, openRedis } from './support/redis.js'
import { startTcp } from './support/servers.js'

describeRedis('two instances of an example that share a Redis', 'any', () => {
  it.each(examples)('%s: give the same answer, and shut down gracefully', async (name) => {
    const redis = await openRedis()
    onTestFinished(redis.stop)
    const env = { REDIS_URL: redis.url }
    const instances = await Promise.all([startExample(name, env), startExample(name, env)])
    onTestFinished(
      async () => void (await Promise.all(instances.map((instance) => instance.stop('SIGKILL')))),
    )
    const delivery = eventGrid.connected()
    const answers = await Promise.all(instances.map((instance) => instance.send(delivery)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    const lists = await Promise.all(instances.map((instance) => instance.list()))
    expect(lists.map(({ hubs }) => hubs['chat']?.connections)).toEqual([1, 1])
    expect(await Promise.all(instances.map((instance) => instance.stop()))).toEqual([0, 0])
  })
})

/** A round-robin load balancer. Servers that refuse connections are skipped. */
async function balance(urls: readonly string[]): Promise<string> {
  const upstreams = new Set<Socket>()
  let next = 0
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    const tryNext = (left: number) => {
      if (left === 0) return void socket.destroy()
      const { port } = new URL(urls[next++ % urls.length] ?? '')
      const upstream = connect(Number(port), '127.0.0.1')
      upstreams.add(upstream)
      upstream.once('connect', () => socket.pipe(upstream).pipe(socket))
      upstream.once('error', () => (upstream.connecting ? tryNext(left - 1) : socket.destroy()))
      upstream.once('close', () => {
        if (upstream.bytesRead > 0) socket.destroy()
      })
    }
    tryNext(urls.length)
  })
  onTestFinished(() => {
    for (const upstream of upstreams) upstream.destroy()
  })
  return `http://127.0.0.1:${await startTcp(server)}`
}

describeRedis('three instances of an example behind one address', 'any', () => {
  it.each(examples)(
    '%s: have the right list after an hour with every fault, and a kill',
    { timeout: 300_000 },
    async (name) => {
      const redis = await openRedis()
      onTestFinished(redis.stop)
      const instances = await Promise.all([1, 2, 3].map(() => startExample(name, { REDIS_URL: redis.url })))
      onTestFinished(async () => void (await Promise.all(instances.map((each) => each.stop('SIGKILL')))))
      const address = await balance(instances.map(({ url }) => url))
      const clock = manualClock({ start: new Date().toISOString(), maxWait: '5m' })
      const grid = await startEventGrid({
        ...{ clock, seed: 5, faults: { ...allFaults, maxDelay: '5s' } },
        subscriptions: [{ endpoint: `${address}/events?key=secret`, batch: { maxEvents: 50 } }],
      })
      onTestFinished(() => grid.stop())
      const traffic = grid.traffic({ users: 200, hubs: ['chat', 'game'], rate: 4, events: 10_000 })
      await clock.advance('20m')
      await instances[0]?.stop('SIGKILL')
      await clock.advance('1h')
      await traffic.done
      await clock.advance('1h')

      const lost = grid
        .faults()
        .flatMap(({ kind, event }) => (kind === 'lost-disconnect' ? event.connectionId : []))
      const actual = new Set([...traffic.online().map(({ connectionId }) => connectionId), ...lost])
      for (const instance of instances.slice(1)) {
        const count = async () =>
          Object.values((await instance.list()).hubs).reduce((sum, { connections }) => sum + connections, 0)
        await expect.poll(count).toBe(actual.size)
      }
      expect(lost.length).toBeGreaterThan(0)
    },
  )
})

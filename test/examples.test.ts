import { eventGrid } from '@signalr-events/testing'
import { expect, it, onTestFinished } from 'vitest'
import { examples, startExample } from '../examples/test/example.js'
import { describeRedis, openRedis } from './support/redis.js'

describeRedis('two instances of an example that share a Redis', 'any', () => {
  it.each(examples)('%s: give the same answer, and stop in good order', async (name) => {
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

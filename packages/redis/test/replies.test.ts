import { createWebhook } from '@signalr-events/core'
import { dedupe } from '@signalr-events/dedupe'
import { redisStore } from '@signalr-events/redis'
import { redisPresence } from '@signalr-events/redis/presence'
import { createClient, eventGrid } from '@signalr-events/testing'
import fc from 'fast-check'
import { expect, it } from 'vitest'

// Only possible replies of Redis are accepted. A client that returns anything else must not lose events.

const unused = () => undefined

it.each([
  ['undefined', undefined],
  ['null', null],
  ['OK', 'OK'],
  ['too few letters', 'n'],
  ['too many letters', 'nnn'],
  ['an unknown letter', 'nx'],
  ['a list', ['n', 'n']],
  ['a number', 11],
])('an answer of %s rejects every call', async (_, answer) => {
  const answers = async () => answer
  const store = redisStore({ evalSha: answers, eval: answers, withTypeMapping: unused })
  await expect(store.claim(['a', 'b'], 1_000)).rejects.toThrow('one letter for each key')
  await expect(store.done(['a', 'b'], 1_000)).rejects.toThrow('one letter for each key')
})

it.each([
  ['undefined', undefined],
  ['text', 'nG'],
  ['too few letters', ['n', '']],
  ['an unknown letter', ['nx', '']],
  ['a letter of a record that is missing', ['nG', '']],
  ['a record without its letter', ['ng', '490000\t1\t']],
])('an answer of %s to the events of presence is an error', async (_, answer) => {
  const answers = async () => answer
  const store = redisPresence({ evalSha: answers, eval: answers, withTypeMapping: unused })
  const known = { userId: undefined, source: '/s', timestamp: '2026-01-01T00:00:00Z' }
  const events = (['connected', 'disconnected'] as const).map((type) => ({
    ...known,
    type,
    connectionId: type,
  }))
  const options = { grace: 0, lastSeenFor: 0, handles: false, sessions: false, asks: false }
  await expect((async () => store.apply('chat', events, options))()).rejects.toThrow(
    'has not answered as Redis',
  )
})

it('an empty list is not sent', async () => {
  const answers = () => Promise.reject(new Error('was called'))
  const store = redisPresence({ evalSha: answers, eval: answers, withTypeMapping: unused })
  expect(await store.online('chat', [])).toEqual([])
})

/** What `evalSha` of a client is called with. */
interface Call {
  readonly keys: readonly string[]
  readonly arguments: readonly string[]
}

/** An answer to a claim, which begins with its token. */
const toAnswer = (letters: string, call: Call) => `${call.arguments[0]}${letters}`

it('letters may be bytes, depending on the type mapping of the client', async () => {
  const answers = async (_: string, call: Call) => Buffer.from(toAnswer('nd', call))
  const store = redisStore({ evalSha: answers, eval: answers, withTypeMapping: unused })
  expect(await store.claim(['a', 'b'], 1_000)).toEqual(['new', 'done'])
})

it('for any reply of a client, no event is acknowledged that was not handled or done', async () => {
  const letters = fc.string({ unit: fc.constantFrom('n', 'd', 'r'), minLength: 10, maxLength: 10 })
  await fc.assert(
    fc.asyncProperty(fc.oneof(letters, fc.anything()), fc.anything(), async (claimed, marked) => {
      const handled: string[] = []
      let calls = 0
      const evalSha = async (_: string, call: Call) => {
        if (calls++ > 0) return marked
        return typeof claimed === 'string' ? toAnswer(claimed, call) : claimed
      }
      const client = { evalSha, eval: evalSha, withTypeMapping: unused }
      const webhook = createWebhook(
        { connected: ({ id }) => handled.push(id) },
        { use: [dedupe({ store: redisStore(client), lease: 60 })], deadline: 40, onError() {} },
      )
      const events = Array.from({ length: 10 }, (_, i) => eventGrid.connectedEvent({ id: `${i}` }))
      const { status } = await createClient(webhook).send(eventGrid.batch(events))
      const isDone = (i: number) => typeof claimed === 'string' && claimed.charAt(i) === 'd'
      const isKnown = events.map(({ id }, i) => handled.includes(id) || isDone(i))
      if (status === 200) expect(isKnown).not.toContain(false)
      else expect(status).toBe(503)
    }),
    { numRuns: 200 },
  )
})

it.each([
  "CROSSSLOT Keys in request don't hash to the same slot",
  "ERR CROSSSLOT Keys in request don't hash to the same slot",
  "ERR 'EVALSHA' command keys must in same slot",
])('%s: the list is split by slot', async (message) => {
  const calls: number[] = []
  const evalSha = async (_: string, call: Call) => {
    const { keys } = call
    calls.push(keys.length)
    if (new Set(keys.map((key) => key.split('}')[0])).size > 1) throw new Error(message)
    return toAnswer('n'.repeat(keys.length), call)
  }
  const store = redisStore({ evalSha, eval: evalSha, withTypeMapping: unused })
  const keys = Array.from({ length: 100 }, (_, i) => `${i}`)
  for (let i = 0; i < 2; i++) expect(new Set(await store.claim(keys, 1_000))).toEqual(new Set(['new']))
  expect(calls.filter((length) => length === 100)).toHaveLength(1)
})

it('TRYAGAIN, while a slot moves, is retried within the timeout', async () => {
  let calls = 0
  const evalSha = async (_: string, call: Call) => {
    if (calls++ < 3) throw new Error('TRYAGAIN Multiple keys request during rehashing of slot')
    return toAnswer('n'.repeat(call.keys.length), call)
  }
  const store = redisStore({ evalSha, eval: evalSha, withTypeMapping: unused })
  expect(await store.claim(['a', 'b'], 1_000)).toEqual(['new', 'new'])
})

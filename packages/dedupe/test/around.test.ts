import { setImmediate as turn } from 'node:timers/promises'
import { createWebhook, type Middleware } from '@signalr-events/core'
import { dedupe, memoryStore, type Store } from '@signalr-events/dedupe'
import { createClient, eventGrid } from '@signalr-events/testing'
import { expect, it } from 'vitest'

// Dedupe inside of middleware that fails, or does not wait.

function gate() {
  let open = () => {}
  const promise = new Promise<void>((resolve) => {
    open = resolve
  })
  return { promise, open }
}

/** Fails an event the first time, while what is inside goes on. */
function impatient(id: string): Middleware {
  let isFirst = true
  return async (event, _context, next) => {
    const inside = next()
    if (event.id !== id || !isFirst) return inside
    isFirst = false
    await turn()
    throw new Error('took too long')
  }
}

it('an event whose outer middleware failed while it waited for a slot is handled at the retry', async () => {
  const { promise, open } = gate()
  const handled: string[] = []
  const connected = ({ id }: { id: string }) => {
    handled.push(id)
    return id === 'busy' ? promise : undefined
  }
  const use = [impatient('e'), dedupe({ store: memoryStore() })]
  const webhook = createWebhook({ connected }, { use, concurrency: 1, onError() {} })
  const { send } = createClient(webhook)
  const delivery = eventGrid.connected({ id: 'e', connectionId: 'c' })
  const busy = send(eventGrid.connected({ id: 'busy' }))
  await expect.poll(() => handled).toEqual(['busy'])
  expect(await send(delivery)).toMatchObject({ status: 500 })
  open()
  expect(await busy).toMatchObject({ status: 200 })
  expect(await send(delivery)).toMatchObject({ status: 200 })
  expect(handled).toEqual(['busy', 'e'])
})

it('an event whose outer middleware failed while its store was asked is handled at the retry', async () => {
  const { promise, open } = gate()
  const memory = memoryStore()
  let asked = 0
  const store: Store = {
    ...memory,
    async claim(keys, lease) {
      await promise
      asked++
      return memory.claim(keys, lease)
    },
  }
  const handled: string[] = []
  const deduped = dedupe({ store })
  const webhook = createWebhook(
    { connected: ({ id }) => void handled.push(id) },
    { use: [impatient('e'), (...event) => deduped(...event)], onError() {} },
  )
  const { send } = createClient(webhook)
  const delivery = eventGrid.connected({ id: 'e' })
  expect(await send(delivery)).toMatchObject({ status: 500 })
  open()
  await expect.poll(() => asked).toBe(2)
  for (let i = 0; i < 5; i++) await turn()
  expect(await send(delivery)).toMatchObject({ status: 200 })
  expect(handled).toEqual(['e'])
})

it('an event that outer middleware failed is handled at the first retry', async () => {
  let failures = 1
  const handled: string[] = []
  const fails: Middleware = async (event, _context, next) => {
    if (event.id === 'a' && failures-- > 0) throw new Error('away')
    await next()
  }
  const webhook = createWebhook(
    { connected: ({ id }) => void handled.push(id) },
    { use: [fails, dedupe({ store: memoryStore() })], deadline: 2_000, onError() {} },
  )
  const { send } = createClient(webhook)
  const batch = eventGrid.batch(['a', 'b'].map((id) => eventGrid.connectedEvent({ id, connectionId: id })))
  expect(await send(batch)).toMatchObject({ status: 500 })
  expect(await send(batch)).toMatchObject({ status: 200 })
  expect(handled).toEqual(['b', 'a'])
})

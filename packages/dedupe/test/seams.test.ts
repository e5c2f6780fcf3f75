import { type ConnectionEvent, createWebhook } from '@signalr-events/core'
import { dedupe, memoryStore } from '@signalr-events/dedupe'
import { createClient, eventGrid } from '@signalr-events/testing'
import { expect, it } from 'vitest'

const setup = (onDuplicate: (event: ConnectionEvent) => unknown, handle: () => unknown = () => {}) => {
  const store = memoryStore()
  const [first, second] = [dedupe({ store, onDuplicate }), dedupe({ store, onDuplicate })]
  const send = (middleware: typeof first) =>
    createClient(createWebhook({ connected: handle }, { use: [middleware] })).send
  return { first, second, sendFirst: send(first), sendSecond: send(second) }
}

it('reports what was handled before, in any instance', async () => {
  const duplicates: string[] = []
  const { sendFirst, sendSecond } = setup(({ id }) => duplicates.push(id))
  const delivery = eventGrid.connected({ id: 'e1' })
  await sendFirst(delivery)
  expect(duplicates).toEqual([])
  await sendFirst(delivery)
  await sendSecond(delivery)
  expect(duplicates).toEqual(['e1', 'e1'])
})

it.each([
  [
    'throws',
    () => {
      throw new Error('hook')
    },
  ],
  ['rejects', () => Promise.reject(new Error('hook'))],
])('a hook that %s changes no answer', async (_, broken) => {
  const { sendFirst } = setup(broken)
  const delivery = eventGrid.connected()
  await sendFirst(delivery)
  expect(await sendFirst(delivery)).toMatchObject({ status: 200 })
})

it('counts events that wait for a claim of another instance', async () => {
  let open = () => {}
  const handled = new Promise<void>((resolve) => {
    open = resolve
  })
  const { first, second, sendFirst, sendSecond } = setup(
    () => {},
    () => handled,
  )
  const delivery = eventGrid.batch(
    [1, 2, 3].map((i) => eventGrid.connectedEvent({ id: `e${i}`, connectionId: `c${i}` })),
  )
  const sent = [sendFirst(delivery)]
  await Promise.resolve()
  sent.push(sendSecond(delivery))
  await expect.poll(() => [first.waiting, second.waiting]).toEqual([0, 3])
  open()
  expect(await Promise.all(sent)).toMatchObject([{ status: 200 }, { status: 200 }])
  expect(second.waiting).toBe(0)
})

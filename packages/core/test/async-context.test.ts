import { AsyncLocalStorage } from 'node:async_hooks'
import { createWebhook, type WebhookOptions } from '@signalr-events/core'
import { createClient, eventGrid } from '@signalr-events/testing'
import fc from 'fast-check'
import { expect, it } from 'vitest'

// Handlers, hooks and abort listeners see the AsyncLocalStorage of their delivery, such as its span.

const requests = new AsyncLocalStorage<number>()

/** Sends deliveries, and notes in the context of which delivery each callback ran. */
async function sendAll(
  deliveries: readonly (readonly string[])[],
  options: WebhookOptions,
): Promise<string[]> {
  const notes: string[] = []
  const note = (what: string, { delivery }: { delivery: { subscription: string | undefined } }) =>
    notes.push(`${what}: ${delivery.subscription} in the context of ${requests.getStore()}`)
  const client = createClient(
    createWebhook(
      {
        async connected({ userId }, context) {
          note('handler', context)
          context.signal.addEventListener('abort', () => note('abort', context))
          await (userId === 'stuck' ? new Promise(() => {}) : new Promise(setImmediate))
          note('handler resumes', context)
          if (userId === 'failing') throw new Error('no')
        },
      },
      { onError: (_, context) => note('onError', context), ...options },
    ),
  )
  const answers = deliveries.map((users, i) => {
    const events = users.map((userId, j) =>
      eventGrid.connectedEvent({ id: `${i}-${j}`, userId, connectionId: userId }),
    )
    return requests.run(i, () => client.send(eventGrid.batch(events, { subscription: String(i) })))
  })
  await Promise.all(answers)
  return notes
}

const findWrongContexts = (notes: readonly string[]) =>
  notes.filter((note) => !/: (\d+) in the context of \1$/.test(note))

it('handlers, hooks and signals, however deliveries wait for each other', async () => {
  const users = fc.array(fc.constantFrom('ada', 'bob', 'eve', 'failing', 'stuck'), {
    minLength: 1,
    maxLength: 5,
  })
  const limit = fc.constantFrom(1, 2, 64)
  await fc.assert(
    fc.asyncProperty(
      fc.array(users, { minLength: 1, maxLength: 5 }),
      limit,
      async (deliveries, concurrency) => {
        const notes = await sendAll(deliveries, { concurrency, deadline: 20 })
        expect(notes.length).toBeGreaterThan(0)
        expect(findWrongContexts(notes)).toEqual([])
      },
    ),
    { numRuns: 100 },
  )
})

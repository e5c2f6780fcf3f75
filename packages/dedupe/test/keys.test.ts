import { eventGrid } from '@signalr-events/testing'
import { expect, it } from 'vitest'
import { toKey } from '../src/keys.js'

type Fields = readonly [source: string, type: 'connected' | 'disconnected', id: string, connectionId: string]

function toEvent([source, type, id, connectionId]: Fields) {
  const raw = eventGrid.connectedEvent()
  const rest = { hubName: 'h', userId: undefined, timestamp: '', errorMessage: undefined, raw }
  return { ...rest, source, type, id, connectionId }
}

/** All that can be made of texts that run into each other, into separators, or into one character of UTF-8. */
function listFields(): Fields[] {
  const texts = ['', 'a', 'A', 'c', '0', '\n', '\nc', 'c\n', '\nc\n', '"', '","', '\ud800', '\ud801']
  const types = ['connected', 'disconnected'] as const
  return texts.flatMap((source) =>
    types.flatMap((type) =>
      texts.flatMap((id) => texts.map((connectionId): Fields => [source, type, id, connectionId])),
    ),
  )
}

it('events have one key if they are the same, and else two', async () => {
  const identities = new Map<string, string>()
  for (const fields of listFields()) {
    const [source, ...rest] = fields
    const identity = JSON.stringify([source.toLowerCase(), ...rest])
    // As bytes, since a shared store hashes them.
    const key = Buffer.from(await toKey(toEvent(fields))).toString('hex')
    expect(identities.get(key) ?? identity).toBe(identity)
    identities.set(key, identity)
  }
  expect(identities.size).toBe(new Set(identities.values()).size)
})

it('keys are short, also of long texts, which stay apart', async () => {
  const long = 'x'.repeat(100_000)
  const keys = await Promise.all(
    ['1', '2'].flatMap((end) => [
      toKey(toEvent([long + end, 'connected', 'i', 'c'])),
      toKey(toEvent(['s', 'connected', long + end, 'c'])),
      toKey(toEvent(['s', 'connected', 'i', long + end])),
    ]),
  )
  expect(new Set(keys).size).toBe(6)
  for (const key of keys) expect(key.length).toBeLessThan(600)
})

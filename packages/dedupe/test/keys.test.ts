import { eventGrid } from '@signalr-events/testing'
import { expect, it } from 'vitest'
import { toKey } from '../src/keys.js'

type Fields = readonly [source: string, type: 'connected' | 'disconnected', id: string, connectionId: string]

function toEvent([source, type, id, connectionId]: Fields) {
  const raw = eventGrid.connectedEvent()
  const rest = { hubName: 'h', userId: undefined, timestamp: '', errorMessage: undefined, raw }
  return { ...rest, source, type, id, connectionId }
}

/** Texts that could collide when they are joined: with separators, prefixes, or halves of a character in UTF-8. */
function listFields(): Fields[] {
  const texts = ['', 'a', 'A', 'c', '0', '\n', '\nc', 'c\n', '\nc\n', '"', '","', '\ud800', '\ud801']
  const types = ['connected', 'disconnected'] as const
  return texts.flatMap((source) =>
    types.flatMap((type) =>
      texts.flatMap((id) => texts.map((connectionId): Fields => [source, type, id, connectionId])),
    ),
  )
}

it('two events have the same key exactly if they are the same event', async () => {
  const identities = new Map<string, string>()
  for (const fields of listFields()) {
    const [source, ...rest] = fields
    const identity = JSON.stringify([source.toLowerCase(), ...rest])
    // Compared as bytes, since a shared store hashes them.
    const key = Buffer.from(await toKey(toEvent(fields))).toString('hex')
    expect(identities.get(key) ?? identity).toBe(identity)
    identities.set(key, identity)
  }
  expect(identities.size).toBe(new Set(identities.values()).size)
})

it('keys of long texts are short and different', async () => {
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

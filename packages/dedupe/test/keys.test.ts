import { memoryStore } from '@signalr-events/dedupe'
import { eventGrid } from '@signalr-events/testing'
import { expect, it } from 'vitest'
import { createIntern } from '../src/intern.js'
import { createToKey } from '../src/keys.js'

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

it.each([
  ['shared', { ...memoryStore(), intern: undefined }],
  ['in memory', memoryStore()],
])('events have one key in a store that is %s if they are the same, and else two', (_, store) => {
  const toKey = createToKey(store)
  const identities = new Map<string, string>()
  for (const fields of listFields()) {
    const [source, ...rest] = fields
    const identity = JSON.stringify([source.toLowerCase(), ...rest])
    // As bytes, since a shared store hashes them.
    const key = Buffer.from(toKey(toEvent(fields))).toString('hex')
    expect(identities.get(key) ?? identity).toBe(identity)
    identities.set(key, identity)
  }
  expect(identities.size).toBe(new Set(identities.values()).size)
})

it('a key in memory does not hold the source', () => {
  const source = `/subscriptions/${'x'.repeat(100)}`
  expect(createToKey(memoryStore())(toEvent([source, 'connected', 'i', 'c'])).length).toBeLessThan(10)
})

it('texts are interned apart, and endless ones do not fill the memory', () => {
  const intern = createIntern()
  const texts = Array.from({ length: 3000 }, (_, i) => `${i * 7}`)
  const short = texts.map(intern)
  expect(new Set(short).size).toBe(3000)
  expect(texts.map(intern)).toEqual(short)
  expect(short.filter((text) => !text.startsWith('='))).toHaveLength(1000)
})

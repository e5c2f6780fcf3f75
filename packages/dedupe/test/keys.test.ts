import { memoryStore } from '@signalr-events/dedupe'
import { eventGrid } from '@signalr-events/testing'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createIntern } from '../src/intern.js'
import { createToKey } from '../src/keys.js'

type Fields = readonly [source: string, type: 'connected' | 'disconnected', id: string, connectionId: string]

const toKey = createToKey({ ...memoryStore(), intern: undefined })
const toShortKey = createToKey(memoryStore())

function toEvent([source, type, id, connectionId]: Fields) {
  const raw = eventGrid.connectedEvent()
  const rest = { hubName: 'h', userId: undefined, timestamp: '', errorMessage: undefined, raw }
  return { ...rest, source, type, id, connectionId }
}

// Few letters, so that they are often the same and often run into each other.
const text = fc.string({ unit: fc.constantFrom('a', 'A', '\n', '"', ',', '0', '='), maxLength: 4 })
const fields: fc.Arbitrary<Fields> = fc.tuple(text, fc.constantFrom('connected', 'disconnected'), text, text)

it.each([
  ['shared', toKey],
  ['in memory', toShortKey],
])('events have one key in a store that is %s if they are the same, and else two', (_, key) => {
  fc.assert(
    fc.property(fields, fields, (one, other) => {
      const identities = [one, other].map(([source, ...rest]) =>
        JSON.stringify([source.toLowerCase(), ...rest]),
      )
      expect(key(toEvent(one)) === key(toEvent(other))).toBe(identities[0] === identities[1])
    }),
    { numRuns: 20_000 },
  )
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

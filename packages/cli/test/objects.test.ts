import fc from 'fast-check'
import { expect, it } from 'vitest'
import { findObjects } from '../src/send/objects.js'

const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue()))

it.each<[string, (values: object[]) => string]>([
  ['an array', (values) => JSON.stringify(values)],
  ['an indented array', (values) => JSON.stringify(values, null, 2)],
  ['lines', (values) => values.map((value) => JSON.stringify(value)).join('\n')],
  ['concatenated arrays', (values) => values.map((value) => JSON.stringify([value])).join('')],
])('%s of any objects holds these', (_, write) => {
  fc.assert(
    fc.property(objects, (values) => {
      const found = [...findObjects(write(values))].map(({ value }) => JSON.stringify(value))
      expect(found).toEqual(values.map((value) => JSON.stringify(value)))
    }),
  )
})

it('a truncated text is never accepted as complete', () => {
  fc.assert(
    fc.property(objects, fc.nat(), (values, at) => {
      const text = JSON.stringify(values)
      expect(() => [...findObjects(text.slice(0, 1 + (at % (text.length - 1))))]).toThrow(SyntaxError)
    }),
  )
})

import {
  isCount,
  isFunction,
  isListOf,
  isMilliseconds,
  isText,
  MAX_TIMEOUT_MS,
  type Rules,
  readOptions,
} from '@signalr-events/internal'
import { expect, it } from 'vitest'

interface Options {
  readonly size?: number | undefined
  readonly name: string | undefined
}

const rules: Rules<Options> = {
  size: [isCount, 'a whole number of at least 1'],
  name: [isText, 'a name', 'required'],
}

it('fills in defaults, also for options that are undefined', () => {
  expect(readOptions('make', { name: 'a' }, rules, { size: 5 })).toEqual({ size: 5, name: 'a' })
  expect(readOptions('make', { name: 'a', size: undefined }, rules, { size: 5 })).toEqual({
    size: 5,
    name: 'a',
  })
  expect(readOptions('make', { name: 'a', size: 7 }, rules, { size: 5 })).toEqual({ size: 7, name: 'a' })
})

it.each([
  [{ name: 'a', colour: 'red' }, "make: there is no option 'colour'"],
  [{ name: 'a', toString: 1 }, "make: there is no option 'toString'"],
  [{ name: 'a', size: 0 }, "make: 'size' must be a whole number of at least 1"],
  [{ name: 'a', size: null }, "make: 'size' must be a whole number of at least 1"],
  [{ name: undefined }, "make: 'name' must be a name"],
  [{}, "make: 'name' must be a name"],
  [null, 'make: options must be an object'],
  [undefined, 'make: options must be an object'],
  ['a', 'make: options must be an object'],
])('%j is a TypeError that names the option', (options, message) => {
  const run = () => readOptions('make', options as unknown as Options, rules, { size: 5 })
  expect(run).toThrow(new TypeError(message))
})

it('does not read options from a prototype', () => {
  expect(
    readOptions('make', Object.assign(Object.create({ size: 9 }), { name: 'a' }), rules, { size: 5 }),
  ).toEqual({
    size: 5,
    name: 'a',
  })
})

it.each([
  ['isCount', isCount, [1, 5000], [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '1', null]],
  [
    'isMilliseconds',
    isMilliseconds,
    [0.5, MAX_TIMEOUT_MS],
    [0, -1, MAX_TIMEOUT_MS + 1, Number.NaN, '1', null],
  ],
  ['isText', isText, ['a', ' '], ['', 1, null]],
  ['isFunction', isFunction, [() => {}], [{}, null]],
  ['isListOf(isText)', isListOf(isText), [[], ['a']], [[1], 'a', null]],
])('%s', (_name, isValid, valid, invalid) => {
  for (const value of valid) expect(isValid(value), String(value)).toBe(true)
  for (const value of invalid) expect(isValid(value), String(value)).toBe(false)
})

import type { StoreCheck } from './check.js'
import { createKeys, equal, longMs } from './expect.js'
import { sources } from './sources.js'

const veryLong = 'x'.repeat(10_000)

/** Different keys, each of which some stores treat as special or as equal to another. */
const unusual: readonly string[] = [
  ...['a', 'A', 'a ', ' a', 'a\n', 'a\r\n', 'a\t', 'a\0', 'a\0b', '0', '00'],
  ...['é', 'e\u0301', '\u{1f984}', '\u{1f984}\ufe0f', '\u202ea', '\ufeffa'],
  ...['__proto__', 'constructor', 'toString', 'null', 'undefined', 'NaN', '[object Object]'],
  ...['{', '}', '{}', '{a}', '{a}b', '{b}a', '{{a}}', '*', '?', '[a]', '\\', '"', "'", '%00', '$1', ';'],
  ...[`${veryLong}1`, `${veryLong}2`],
]

export const keys: readonly StoreCheck[] = [
  {
    id: 'key-odd',
    level: 'MUST',
    title: 'Any text is a valid key, and different texts are different keys',
    source: sources.ids,
    owners: 'one',
    async run(target) {
      const store = await target.create()
      const [run = ''] = createKeys(1)
      const own = unusual.map((key) => key + run)
      const even = own.filter((_, i) => i % 2 === 0)
      equal(await store.claim(own, longMs), Array(own.length).fill('new'), 'first claim')
      await store.done(even, longMs)
      const states = own.map((_, i) => (i % 2 === 0 ? 'done' : 'running'))
      equal(await store.claim(own, longMs), states, 'claim after every other was done')
    },
  },
  {
    id: 'key-names',
    level: 'MUST',
    title: 'Keys like __proto__ are ordinary keys',
    source: sources.ids,
    owners: 'one',
    async run(target) {
      const store = await target.create()
      // Other runs use these keys too, so a process that dies here must not keep them for long.
      const lease = 5_000
      try {
        equal(await store.claim(unusual, lease), Array(unusual.length).fill('new'), 'first claim')
        equal(await store.claim(unusual, lease), Array(unusual.length).fill('running'), 'second claim')
      } finally {
        await store.release(unusual)
      }
    },
  },
]

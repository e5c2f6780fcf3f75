import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { packages, root } from './support/packages.js'
import { listSources } from './support/sources.js'
import { findAvoided } from './support/words.js'

// Prose uses the field's words: pages, READMEs, docstrings, comments, help texts and messages.

const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...readdirSync(`${root}/docs`).flatMap((name) => (name.endsWith('.md') ? `docs/${name}` : [])),
  ...packages.map((name) => `packages/${name}/README.md`),
  ...['express', 'hono', 'koa'].map((name) => `examples/${name}/README.md`),
]
const sources = listSources().filter((path) => /^(packages\/[^/]+|internal|demo|bench)\/src\//.test(path))

describe('words to avoid', () => {
  it.each([...pages, ...sources])('%s has none', (path) => {
    const findings = findAvoided(readFileSync(`${root}/${path}`, 'utf8'))
    expect(findings.map(({ line, found, instead }) => `${path}:${line} ${found} → ${instead}`)).toEqual([])
  })

  it('are found in prose, also across lines', () => {
    const text = ' * The event comes\n * again, beside others.\n// Whoever mends it is told.'
    expect(findAvoided(text).map(({ line, found }) => `${line} ${found}`)).toEqual([
      '1 comes again',
      '2 beside',
      '3 Whoever',
      '3 mends',
      '3 told',
    ])
  })

  it('are not found in other words, ids and URLs', () => {
    const text = 'Besides, bearer tokens recommend handshake-options-foreign: https://example.com/told/lane'
    expect(findAvoided(text)).toEqual([])
  })
})

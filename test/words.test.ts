import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { root } from './support/packages.js'
import { listTexts } from './support/sources.js'
import { findAvoided } from './support/words.js'

// Text and names use the field's words: pages, comments, docstrings, test titles, identifiers, help texts, messages.

/** Decision records and changelogs describe the past, and these tests contain the words. */
const excluded = /^docs\/decisions\/|CHANGELOG\.md$|^pnpm-lock\.yaml$|^test\/(support\/)?words\./

/** Exceptions, such as names of other projects and quotations: words by path. */
const allowed: Readonly<Record<string, readonly string[]>> = {}

describe('words to avoid', () => {
  const paths = listTexts().filter((path) => !excluded.test(path))

  it('are searched in all files with text or code', () => {
    for (const path of [
      'README.md',
      '.ci/run',
      'docs/concepts.md',
      'packages/core/src/webhook.ts',
      'site/build.mjs',
    ]) {
      expect(paths).toContain(path)
    }
  })

  it('are in none of them', () => {
    const findings = paths.flatMap((path) =>
      findAvoided(readFileSync(root + path, 'utf8'))
        .filter(({ found }) => !allowed[path]?.includes(found))
        .map(({ line, found, instead }) => `${path}:${line} ${found} → ${instead}`),
    )
    expect(findings).toEqual([])
  })

  it('are all still in the files that are allowed to have them', () => {
    const unused = Object.entries(allowed).flatMap(([path, words]) => {
      const found = findAvoided(readFileSync(root + path, 'utf8')).map((each) => each.found)
      return words.filter((word) => !found.includes(word)).map((word) => `${path}: ${word}`)
    })
    expect(unused).toEqual([])
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

  it('are found in names', () => {
    const text = 'const toldOnce = 1\nfunction listStrangers(eventsInHand) {}'
    expect(findAvoided(text).map(({ line, found }) => `${line} ${found}`)).toEqual([
      '1 told',
      '2 Strangers',
      '2 In Hand',
    ])
  })

  it('are not found in other words, ids and URLs', () => {
    const text = 'Besides, bearer tokens recommend x-foreign: https://example.com/told/lane'
    expect(findAvoided(text)).toEqual([])
  })
})

import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { findCycles } from './support/cycles.js'
import { root } from './support/packages.js'
import { listSources } from './support/sources.js'

// A cycle of imports hides which file owns shared code. Type-only imports count for the same reason.

/** The source files that a file imports by a relative path. */
function importsOf(path: string, files: ReadonlySet<string>): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(root + path, 'utf8'), true, true)
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => posix.join(posix.dirname(path), fileName))
    .flatMap((target) => [target, target.replace(/\.([cm]?)js$/, '.$1ts')])
    .filter((target) => files.has(target))
}

describe('imports', () => {
  const files = new Set(listSources())
  const graph = new Map([...files].map((path) => [path, importsOf(path, files)]))

  it('are read from every source file', () => {
    expect(graph.size).toBeGreaterThan(400)
    expect(graph.get('test/cycles.test.ts')).toContain('test/support/cycles.ts')
  })

  it('have no cycles', () => {
    expect(findCycles(graph)).toEqual([])
  })
})

it('cycles are found, of several nodes and of one', () => {
  const graph = new Map([
    ['a', ['b', 'c']],
    ['b', ['d']],
    ['c', ['c']],
    ['d', ['a']],
    ['e', ['a']],
  ])
  expect(findCycles(graph)).toEqual([['a', 'b', 'd'], ['c']])
})

import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { root } from './support/packages.js'

// To import a module costs more than to run it: the import of core is its own few files.

const hooks = `
  import { writeSync } from 'node:fs'
  export async function load(url, context, next) {
    writeSync(1, url + '\\n')
    return next(url, context)
  }`
const asUrl = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`

/** The URLs of the modules that Node loads to import a built file of core. */
function load(file: string): string[] {
  const register = asUrl(`import { register } from 'node:module'; register(${JSON.stringify(asUrl(hooks))})`)
  const path = `${root}/packages/core/dist/${file}`
  const code = `await import(${JSON.stringify(path)})`
  const output = execFileSync(process.execPath, ['--import', register, '--input-type=module', '-e', code], {
    encoding: 'utf8',
  })
  return output.split('\n').filter((url) => url.startsWith('file:'))
}

it('core loads its own files, fewer than thirty, and no Zod', () => {
  const urls = load('index.js')
  expect(urls.filter((url) => !url.includes('/packages/core/dist/'))).toEqual([])
  expect(urls.length).toBeGreaterThan(10)
  expect(urls.length).toBeLessThan(30)
})

it('the schemas load it', () => {
  expect(load('schemas.js').some((url) => url.includes('/zod/'))).toBe(true)
})

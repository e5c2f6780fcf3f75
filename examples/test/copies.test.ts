import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { examples } from './example.js'

// Each example stands alone, to be copied; what is not about its framework is the same in all of them.
it.each([
  'src/login.ts',
  'src/online.ts',
  'src/memory.ts',
  'src/read-text.ts',
  'src/serve.ts',
  'public/index.html',
  'dev.js',
])('%s is the same everywhere', async (file) => {
  const [first, ...others] = await Promise.all(
    examples.map((name) => readFile(new URL(`../${name}/${file}`, import.meta.url), 'utf8')),
  )
  for (const other of others) expect(other).toBe(first)
})

it('the scripts are the same everywhere', async () => {
  const manifests = await Promise.all(
    examples.map((name) => readFile(new URL(`../${name}/package.json`, import.meta.url), 'utf8')),
  )
  for (const manifest of manifests) {
    const { scripts, devDependencies } = JSON.parse(manifest)
    expect(scripts).toEqual({ build: 'tsc -b', dev: 'node dev.js', start: 'node dist/server.js' })
    expect(Object.keys(devDependencies)).toEqual(
      expect.arrayContaining(['@signalr-events/cli', 'typescript']),
    )
  }
})

import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { examples } from './example.js'

// Each example can be copied alone. Files that do not concern its framework are the same in all examples.
it.each([
  'src/login.ts',
  'src/online.ts',
  'src/memory.ts',
  'src/read-text.ts',
  'src/serve.ts',
  'src/settings.ts',
  'public/index.html',
  'dev.js',
])('%s is the same in all examples', async (file) => {
  const [first, ...others] = await Promise.all(
    examples.map((name) => readFile(new URL(`../${name}/${file}`, import.meta.url), 'utf8')),
  )
  for (const other of others) expect(other).toBe(first)
})

it('the scripts are the same in all examples', async () => {
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

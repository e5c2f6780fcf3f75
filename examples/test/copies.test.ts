import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { examples } from './example.js'

// Each example stands alone, to be copied; what is not about its framework is the same in all of them.
it.each(['src/online.ts', 'src/memory.ts', 'src/serve.ts', 'public/index.html'])(
  '%s is the same everywhere',
  async (file) => {
    const [first, ...others] = await Promise.all(
      examples.map((name) => readFile(new URL(`../${name}/${file}`, import.meta.url), 'utf8')),
    )
    for (const other of others) expect(other).toBe(first)
  },
)

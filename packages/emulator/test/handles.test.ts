import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

// As built, in a process that ends by itself when nothing is left.

it('20 services that were started and stopped leave no handle', { timeout: 60_000 }, () => {
  const script = fileURLToPath(new URL('support/cycles-process.mjs', import.meta.url))
  const output = execFileSync(process.execPath, [script], { encoding: 'utf8', timeout: 50_000 })
  expect(JSON.parse(output)).toEqual([])
})

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

// The built package, in a process that ends by itself when no handle is open.

it('20 services that were started and stopped leave no handle', { timeout: 60_000 }, () => {
  const script = fileURLToPath(new URL('support/cycles-process.mjs', import.meta.url))
  const output = execFileSync(process.execPath, [script], { encoding: 'utf8', timeout: 50_000 })
  expect(JSON.parse(output)).toEqual([])
})

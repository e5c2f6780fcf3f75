import { defineConfig } from 'vitest/config'
import { CountReporter } from './test/support/reporter.js'

// Tests run on the sources, by the condition that every package of ours names first in its exports. Vitest hands
// the conditions of `ssr` to Node itself, where 'import' would make `require` load ESM and break Express.
const source = '@signalr-events/source'

export default defineConfig({
  resolve: { conditions: [source, 'node', 'import', 'module', 'default'] },
  ssr: { resolve: { conditions: [source] } },
  test: {
    include: [
      'internal/test/*.test.ts',
      'packages/*/test/**/*.test.ts',
      'test/**/*.test.ts',
      'examples/test/*.test.ts',
    ],
    reporters: ['default', new CountReporter()],
    // One line for each file. Many tests take some seconds, which is no news.
    slowTestThreshold: 60_000,
    pool: 'threads',
    isolate: false,
    // Many tests wait for processes that they have started.
    maxWorkers: 2,
    testTimeout: 60_000,
    // What is awaited comes in no time, but a busy machine may need longer than the usual second.
    expect: { poll: { timeout: 20_000 } },
  },
})

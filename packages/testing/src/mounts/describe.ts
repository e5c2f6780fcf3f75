import { checks } from '../conformance/checks.js'
import { expectKnown, type RunningMount, runOnMount, startMount } from './check.js'
import type { Mount } from './mount.js'

/** The functions of a test runner. Vitest and Jest have them by these names; `node:test` has `before` and `after`. */
export interface TestRunner {
  /** Groups tests. */
  describe(name: string, tests: () => void): unknown
  /** Defines a test. */
  test(name: string, run: () => Promise<void>): unknown
  /** Runs before the tests of the group. */
  beforeAll(run: () => Promise<void>): unknown
  /** Runs after the tests of the group. */
  afterAll(run: () => Promise<void>): unknown
}

/**
 * Defines a test for every conformance check on every mount.
 *
 * @throws {TypeError} if `cannot` of a mount names a check that does not exist
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 * import { signalrEvents } from '@signalr-events/node'
 * import { describeMounts, listen } from '@signalr-events/testing/mounts'
 * import { afterAll, beforeAll, describe, test } from 'vitest'
 *
 * const mount = {
 *   name: 'node:http',
 *   start: (webhooks: readonly Parameters<typeof signalrEvents>[0][]) => {
 *     const adapters = webhooks.map((webhook) => signalrEvents(webhook))
 *     const server = createServer((request, response) => {
 *       if (adapters.some((handle) => handle(request, response))) return
 *       if (request.method === 'POST' && request.url === '/echo') request.pipe(response)
 *       else response.writeHead(404).end()
 *     })
 *     return listen(server)
 *   },
 * }
 *
 * describeMounts([mount], { describe, test, beforeAll, afterAll })
 * ```
 */
export function describeMounts(mounts: readonly Mount[], runner: TestRunner): void {
  const { describe, test, beforeAll, afterAll } = runner
  for (const mount of mounts) {
    expectKnown(mount)
    describe(mount.name, () => {
      let running: RunningMount | undefined
      beforeAll(async () => {
        running = await startMount(mount)
      })
      afterAll(async () => running?.close())
      for (const check of checks) {
        const reason = mount.cannot?.[check.id]
        const title = reason === undefined ? check.title : `cannot, ${reason}`
        test(`${check.id}: ${title}`, async () => {
          if (running === undefined) throw new Error('the server has not started')
          await runOnMount(check, mount, running.target)
        })
      }
    })
  }
}

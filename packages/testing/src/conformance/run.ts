import type { Check } from './check.js'
import { checks } from './checks.js'
import { type Result, runEach } from './result.js'
import type { Target } from './target.js'

/**
 * Runs checks against a target, one after another.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 * import { signalrEvents } from '@signalr-events/node'
 * import { createSubject, fetchTarget, runChecks } from '@signalr-events/testing/conformance'
 * import { listen } from '@signalr-events/testing/mounts'
 *
 * const subject = createSubject()
 * const webhooks = [signalrEvents(subject.guarded), signalrEvents(subject.open)]
 * const server = createServer((request, response) => {
 *   if (webhooks.some((handle) => handle(request, response))) return
 *   if (request.method === 'POST' && request.url === '/echo') request.pipe(response)
 *   else response.writeHead(404).end()
 * })
 * const { url, close } = await listen(server)
 * const results = await runChecks(fetchTarget(url, subject.received))
 * await close()
 * console.log(results.filter(({ error }) => error !== undefined).length) // 0
 * ```
 */
export function runChecks(target: Target, list: readonly Check[] = checks): Promise<Result[]> {
  return runEach(list, (check) => check.run(target))
}

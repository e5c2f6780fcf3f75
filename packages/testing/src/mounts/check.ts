import type { Check } from '../conformance/check.js'
import { checks } from '../conformance/checks.js'
import type { Result } from '../conformance/result.js'
import { runEach } from '../conformance/result.js'
import { createSubject } from '../conformance/subject.js'
import { fetchTarget, type Target } from '../conformance/target.js'
import type { Mount } from './mount.js'

/** A mount with the webhooks of the conformance checks, while it runs. */
export interface RunningMount {
  readonly target: Target
  close(): Promise<void>
}

/** Starts a mount with the webhooks of the conformance checks. */
export async function startMount({ base = '', start }: Mount): Promise<RunningMount> {
  const subject = createSubject({ base })
  const { url, close } = await start([subject.guarded, subject.open])
  return { target: fetchTarget(url + base, subject.received), close }
}

/**
 * Runs a check on a mount. A check that the mount cannot pass must fail.
 *
 * @throws {Error} with what is wrong
 */
export async function runOnMount(check: Check, { cannot = {} }: Mount, target: Target): Promise<void> {
  const reason = cannot[check.id]
  if (reason === undefined) return check.run(target)
  const failed = await check.run(target).then(
    () => false,
    () => true,
  )
  if (!failed) throw new Error(`${check.id} passes, but the mount lists it under 'cannot': ${reason}`)
}

/**
 * Starts a mount, runs every conformance check on it and stops it.
 *
 * @throws {TypeError} if `cannot` names a check that does not exist
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 * import { text } from 'node:stream/consumers'
 * import { signalrEvents } from '@signalr-events/node'
 * import { checkMount, listen } from '@signalr-events/testing/mounts'
 *
 * const results = await checkMount({
 *   name: 'node:http',
 *   start(webhooks) {
 *     const events = webhooks.map((webhook) => signalrEvents(webhook))
 *     const server = createServer(async (request, response) => {
 *       if (events.some((handle) => handle(request, response))) return
 *       if (request.url === '/echo' && request.method === 'POST') response.end(await text(request))
 *       else response.writeHead(404).end()
 *     })
 *     return listen(server)
 *   },
 * })
 * console.log(results.filter(({ error }) => error !== undefined).length) // 0
 * ```
 */
export async function checkMount(mount: Mount): Promise<Result[]> {
  expectKnown(mount)
  const { target, close } = await startMount(mount)
  try {
    return await runEach(checks, (check) => runOnMount(check, mount, target))
  } finally {
    await close()
  }
}

/** @throws {TypeError} if a mount has an exception for a check that does not exist */
export function expectKnown({ name, cannot = {} }: Mount): void {
  const unknown = Object.keys(cannot).filter((id) => checks.every((check) => check.id !== id))
  if (unknown.length > 0) throw new TypeError(`${name}: there is no check ${unknown.join(', ')}`)
}

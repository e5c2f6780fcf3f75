import { createWebhook, type Handlers, type Webhook, type WebhookOptions } from '@signalr-events/core'
import type { Mount, Running } from '@signalr-events/testing/mounts'
import { adapters as names, root } from './packages.js'

/** The exports of `test/mounts.ts` of an adapter. */
interface Mounts {
  /** The first one has no middleware in front. */
  readonly mounts: readonly [Mount, ...Mount[]]
  /** Middleware in front reads the body and discards it. */
  readonly consumed: Mount
}

type Start = (webhook: Webhook, consumed?: boolean) => Promise<Running> | Running

const loaded = names.map(async (name): Promise<[string, Start]> => {
  const { mounts, consumed: reading } = (await import(`${root}/packages/${name}/test/mounts.ts`)) as Mounts
  return [name, (webhook, consumed = false) => (consumed ? reading : mounts[0]).start([webhook])]
})

/** A server for a webhook with every adapter, optionally with middleware in front that discards the body. */
export const adapters: Readonly<Record<string, Start>> = Object.fromEntries(await Promise.all(loaded))

/** A webhook, and the codes that it reports. */
export function reporting(
  handlers: Handlers,
  options: WebhookOptions = {},
): { webhook: Webhook; codes: string[] } {
  const codes: string[] = []
  return { webhook: createWebhook(handlers, { onError: ({ code }) => codes.push(code), ...options }), codes }
}

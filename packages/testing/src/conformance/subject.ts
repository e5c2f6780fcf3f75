import {
  type ConnectionEvent,
  createWebhook,
  type Handlers,
  sharedKey,
  type Webhook,
} from '@signalr-events/core'

/** The path of the guarded webhook, after the base path of the mount. */
export const guardedPath = '/guarded'

/** The two keys that the guarded webhook accepts, as during a key rotation. */
export const guardedKeys: readonly string[] = ['new+key/1==', 'old-key']

/** The calls of handlers and hooks since the last read. */
export interface Received {
  /** Events whose handler succeeded, with the webhook that received them. */
  readonly events: readonly (Omit<ConnectionEvent, 'raw'> & { readonly by: 'open' | 'guarded' })[]
  /** Codes that `onError` received, without those about the mount (`NO_PATH`, `WRONG_PATH`). */
  readonly errors: readonly string[]
  /** How many events `onUnknown` received. */
  readonly unknown: number
  /** Subscriptions that `onUnsubscribe` received. */
  readonly unsubscribed: readonly (string | undefined)[]
}

/**
 * The two webhooks of the conformance checks. Mount both in one server: first `guarded`, then `open`. The server
 * answers `POST <base>/echo` with the received body, which shows that other requests pass through unchanged.
 *
 * The event's `userId` controls the handlers: `fail-once` fails the first time an event id arrives; `fail-sync`,
 * `fail-async` and `fail-string` always fail.
 */
export interface Subject {
  /** The webhook with a key, on a path. */
  readonly guarded: Webhook
  /** The webhook without key and path. */
  readonly open: Webhook
  /** Returns what was received since the last call. */
  received(): Received
}

/** Options of a subject. */
export interface SubjectOptions {
  /**
   * The base path of both webhooks, such as `/api`.
   *
   * @default '' (the root)
   */
  readonly base?: string | undefined
}

type Log = {
  -readonly [Name in keyof Received]: Received[Name] extends readonly (infer Item)[] ? Item[] : Received[Name]
}

/**
 * Creates the two webhooks to mount.
 *
 * @example
 * ```ts
 * import { createClient, eventGrid } from '@signalr-events/testing'
 * import { createSubject } from '@signalr-events/testing/conformance'
 *
 * const { open, received } = createSubject()
 * await createClient(open).send(eventGrid.connected({ userId: 'ada' }))
 * console.log(received().events[0]?.userId) // ada
 * ```
 */
export function createSubject({ base = '' }: SubjectOptions = {}): Subject {
  let log = emptyLog()
  const failed = new Set<string>()
  const hooks = {
    onError({ code }: { code: string }) {
      // Reported once per webhook, so it would appear in an arbitrary check.
      if (code !== 'NO_PATH' && code !== 'WRONG_PATH') log.errors.push(code)
    },
    onUnknown: () => log.unknown++,
    onUnsubscribe: ({ subscription }: { subscription: string | undefined }) =>
      log.unsubscribed.push(subscription),
  }

  function handlersOf(by: 'open' | 'guarded'): Handlers {
    const handle = ({ raw: _, ...event }: ConnectionEvent) => {
      const { id, userId } = event
      if (userId === 'fail-sync' || (userId === 'fail-once' && !failed.has(id))) {
        failed.add(id)
        throw new Error('a secret that only the log may see')
      }
      if (userId === 'fail-async') return Promise.reject(new Error('a secret that only the log may see'))
      if (userId === 'fail-string') throw 'a secret that only the log may see'
      log.events.push({ ...event, by })
      return undefined
    }
    return { connected: handle, disconnected: handle }
  }

  return {
    guarded: createWebhook(handlersOf('guarded'), {
      ...hooks,
      path: base + guardedPath,
      authorize: sharedKey(guardedKeys),
      // Servers that answer before they have read may cut the connection, and the answer with it, when much is left to
      // read: workerd after 64 KiB (https://github.com/capnproto/capnproto/pull/2831). So less than that must be too large.
      maxBodyBytes: 16 * 1024,
    }),
    open: createWebhook(handlersOf('open'), hooks),
    received() {
      const received = log
      log = emptyLog()
      return received
    },
  }
}

function emptyLog(): Log {
  return { events: [], errors: [], unknown: 0, unsubscribed: [] }
}

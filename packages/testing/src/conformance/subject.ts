import {
  type ConnectionEvent,
  createWebhook,
  type Handlers,
  sharedKey,
  type Webhook,
} from '@signalr-events/core'

/** The path of the guarded webhook, behind the base path of the mount. */
export const guardedPath = '/guarded'

/** The keys that the guarded webhook takes, both of them, as while they are rotated. */
export const guardedKeys: readonly string[] = ['new+key/1==', 'old-key']

/** What has reached handlers and hooks since the last look. */
export interface Received {
  /** Events whose handler succeeded, and by which webhook. */
  readonly events: readonly (Omit<ConnectionEvent, 'raw'> & { readonly by: 'open' | 'guarded' })[]
  /** Codes that `onError` got, without those about the mount (`NO_PATH`, `WRONG_PATH`). */
  readonly errors: readonly string[]
  /** How many events `onUnknown` got. */
  readonly unknown: number
  /** Subscriptions that `onUnsubscribe` got. */
  readonly unsubscribed: readonly (string | undefined)[]
}

/**
 * The two webhooks that conformance is checked on, to be mounted in one server: first `guarded`, then `open`. Their
 * handlers do as the event's `userId` says: `fail-once` fails the first time an event id comes, `fail-sync`,
 * `fail-async` and `fail-string` fail always. The server around them answers `POST <base>/echo` with the body that
 * it got, which shows that other requests pass through untouched.
 */
export interface Subject {
  readonly guarded: Webhook
  readonly open: Webhook
  /** What was received, and forgets it. */
  received(): Received
}

/** Options of a subject. */
export interface SubjectOptions {
  /** Where the mount puts both webhooks, e.g. `/api`. Default: the root. */
  readonly base?: string | undefined
}

type Log = {
  -readonly [Name in keyof Received]: Received[Name] extends readonly (infer Item)[] ? Item[] : Received[Name]
}

/** Makes the webhooks to mount. */
export function createSubject({ base = '' }: SubjectOptions = {}): Subject {
  let log = emptyLog()
  const failed = new Set<string>()
  const hooks = {
    onError({ code }: { code: string }) {
      // Reported once for a webhook: it would come up in whichever check is the first to cause it.
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

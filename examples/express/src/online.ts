import { PassThrough, type Readable } from 'node:stream'
import type { Count, OnlineUser, Presence } from '@signalr-events/presence'

/** Who is online in a hub. `list` is only set for signed-in viewers: everyone else gets counts. */
export interface OnlineHub extends Count {
  readonly list?: readonly OnlineUser[] | undefined
}

/** Who is online, by hub. */
export interface Online {
  readonly hubs: Readonly<Record<string, OnlineHub>>
}

/** How often the counts are read, in milliseconds. */
const COUNTS_MS = 1_000
/** Maximum number of listed users. */
const LISTED = 100
/** A reader with more than this many unsent bytes is disconnected. It reconnects and resumes. */
const MAX_BEHIND = 1_000_000
/** How often something is sent, in milliseconds: proxies end idle connections, and only sending shows that a reader is gone. */
const KEEP_ALIVE_MS = 15_000

/** @param viewer the signed-in user of the request, if any */
export async function readOnline(presence: Presence, viewer: string | undefined): Promise<Online> {
  const hubs = await presence.hubs()
  const entries = hubs.map(async (hub): Promise<[string, OnlineHub]> => {
    const count = await presence.count(hub)
    if (viewer === undefined) return [hub, count]
    return [hub, { ...count, list: (await presence.users(hub, { pageSize: LISTED }).page()).items }]
  })
  return { hubs: Object.fromEntries(await Promise.all(entries)) }
}

/** The last counts of each presence, and when they were read. */
const lastCounts = new WeakMap<Presence, { readonly at: number; readonly counts: Promise<Online> }>()

/** The counts, at most a second old: all open pages together read them once a second. */
function readCounts(presence: Presence): Promise<Online> {
  const last = lastCounts.get(presence)
  if (last !== undefined && Date.now() - last.at < COUNTS_MS) return last.counts
  const counts = readOnline(presence, undefined)
  lastCounts.set(presence, { at: Date.now(), counts })
  return counts
}

/**
 * Who is online as server-sent events: `counts` of all hubs; for a signed-in viewer also `list` of a hub, and `change`
 * whenever a user comes or goes.
 *
 * @param lastEventId the header `Last-Event-ID`: where the reader goes on
 */
export function streamOnline(presence: Presence, viewer: string | undefined, lastEventId = ''): Readable {
  const stream = new PassThrough()
  const closed = new AbortController()
  const cursors = new URLSearchParams(lastEventId)
  const followed = new Set<string>()

  /** Ends the stream. The reader then reconnects by itself. */
  function end(): void {
    closed.abort()
    stream.end()
  }

  function write(text: string): void {
    if (closed.signal.aborted) return
    // Ending it would wait until the reader has read everything.
    if (stream.writableLength > MAX_BEHIND) stream.destroy()
    else stream.write(text)
  }

  function send(event: string, data: unknown): void {
    write(`id: ${cursors}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  }

  /** The list of a hub, then its changes. Sends the list again if changes are missing. */
  async function follow(hub: string): Promise<void> {
    while (!closed.signal.aborted) {
      let since = cursors.get(hub)
      if (since === null) {
        const { items, cursor } = await presence.users(hub, { pageSize: LISTED }).page()
        cursors.set(hub, cursor)
        since = cursor
        send('list', { hub, users: items })
      }
      try {
        for await (const change of presence.watch(hub, { since, signal: closed.signal })) {
          cursors.set(hub, change.cursor)
          if (change.type === 'reset') break
          send('change', { hub, type: change.type, userId: change.userId, at: change.at })
        }
      } catch (error) {
        // A `TypeError`: this is no cursor, for example because the server had another store before.
        if (!(error instanceof TypeError)) throw error
      }
      cursors.delete(hub)
    }
  }

  async function count(): Promise<void> {
    let last = ''
    while (!closed.signal.aborted) {
      const { hubs } = await readCounts(presence)
      const text = JSON.stringify(hubs)
      if (text !== last) send('counts', hubs)
      last = text
      for (const hub of viewer === undefined ? [] : Object.keys(hubs)) {
        if (!followed.has(hub)) follow(hub).catch(end)
        followed.add(hub)
      }
      await new Promise((resolve) => setTimeout(resolve, COUNTS_MS))
    }
  }

  const keepAlive = setInterval(write, KEEP_ALIVE_MS, ':\n\n')
  stream.on('close', () => {
    closed.abort()
    clearInterval(keepAlive)
  })
  write('retry: 1000\n\n')
  count().catch(end)
  return stream
}

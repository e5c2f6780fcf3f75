import type { ConnectionEvent, Middleware } from '@signalr-events/core'
import { dedupe, memoryStore } from '@signalr-events/dedupe'
import { path, type Routes } from './route.js'

type Handle = (event: ConnectionEvent) => unknown

/** Mounts our handlers and options in a server. */
type Mount = (
  handlers: { readonly connected: Handle; readonly disconnected: Handle },
  options: { readonly path: string; readonly use: readonly Middleware[] },
) => ReturnType<Routes[string]>

/** Creates our routes in a framework: without deduplication, and with deduplication in memory. */
export function createOurs(mount: Mount): Routes {
  const route =
    (use: () => readonly Middleware[]): Routes[string] =>
    (handler) => {
      const handle: Handle = ({ connectionId }) => handler(connectionId)
      return mount({ connected: handle, disconnected: handle }, { path, use: use() })
    }
  return {
    'signalr-events': route(() => []),
    'signalr-events, dedupe': route(() => [dedupe({ store: memoryStore() })]),
  }
}

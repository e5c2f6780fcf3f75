import { checkNames, MAX_TIMEOUT_MS, toMilliseconds } from '@signalr-events/internal'
import { type Connection, toClientConnection } from './connection.js'
import type { Context } from './context.js'
import type { ClientConnection, Duration } from './options.js'
import { close, send } from './rest/run.js'
import { toFilter, type Which } from './which.js'

/** Looks at connections, and makes things go wrong. */
export interface Control {
  /** The open connections, or some of them. */
  connections(which?: Which): ClientConnection[]
  /** Resolves with the first connection that is open or opens. Rejects when the service stops. */
  waitFor(which: Which): Promise<ClientConnection>
  /** Calls a method of clients. Returns how many. */
  send(which: Which, target: string, ...args: unknown[]): number
  /** Closes connections as the REST API does: clients with automatic reconnect come back. Returns how many. */
  close(which: Which, reason?: string): number
  /**
   * Cuts connections without a word. Returns how many.
   *
   * @param options `event: false`: no event is published, as when a machine of the service is lost. By default one is
   */
  drop(which: Which, options?: { readonly event?: boolean }): number
  /**
   * Lets nothing through while both sides live: no pings, nothing is read. Returns how to thaw them.
   *
   * @param duration when they thaw by themselves
   */
  freeze(which: Which, duration?: Duration): () => void
  /**
   * Publishes that connections are gone which are not. When they really go, there is no second event. Returns how
   * many.
   */
  misreport(which: Which): number
  /** Answers the next `times` negotiates with a failure, 429 by default, or with nothing. */
  refuse(times: number, how?: 429 | 401 | 500 | 'hang'): void
}

/** A control, and how to thaw everything. */
export function createControl(context: Context): { readonly control: Control; readonly thawAll: () => void } {
  const { registry, lifecycle } = context
  const thaws = new Set<() => void>()

  function select(owner: string, which: Which): Connection[] {
    const matches = toFilter(owner, which)
    return [...registry.hubs.values()].flatMap((hub) => [...hub.connections.values()].filter(matches))
  }

  function freeze(which: Which, duration?: Duration): () => void {
    const ms =
      duration === undefined
        ? undefined
        : Math.min(toMilliseconds(duration, "freeze: 'duration'"), MAX_TIMEOUT_MS)
    const all = select('freeze', which)
      .filter(({ frozen }) => frozen === undefined)
      .map(freezeOne)
    const timer = ms === undefined ? undefined : setTimeout(thaw, ms)
    function thaw(): void {
      clearTimeout(timer)
      thaws.delete(thaw)
      for (const each of all) each()
    }
    thaws.add(thaw)
    return thaw
  }

  const control: Control = {
    connections: (which = {}) => select('connections', which).map(toClientConnection),
    async waitFor(which) {
      const [found] = select('waitFor', which)
      return found === undefined ? lifecycle.waitFor(toFilter('waitFor', which)) : toClientConnection(found)
    },
    send: (which, target, ...args) => send(select('send', which), { target, arguments: args }),
    close: (which, reason) => close(context, select('close', which), reason),
    drop(which, options = {}) {
      checkNames('drop', options, { event: true })
      const { event = true } = options
      const dropped = select('drop', which)
      for (const connection of dropped) {
        connection.isReported ||= !event
        lifecycle.gone(connection, 'dropped')
        connection.link?.cut()
      }
      return dropped.length
    },
    freeze,
    misreport: (which) =>
      select('misreport', which).filter((each) => lifecycle.reportGone(each, 'transport-lost')).length,
    refuse(times, how = 429) {
      if (!Number.isSafeInteger(times) || times < 0) throw new TypeError("refuse: 'times' must be 0 or more")
      if (![429, 401, 500, 'hang'].includes(how))
        throw new TypeError("refuse: 'how' must be 429, 401, 500 or 'hang'")
      context.refusal = { times, how }
    },
  }
  return {
    control,
    thawAll() {
      for (const thaw of thaws) thaw()
    },
  }
}

/** Freezes a connection. Returns how to thaw it. */
function freezeOne(connection: Connection): () => void {
  let resolve = () => {}
  const frozen = { thawed: new Promise<void>((done) => (resolve = done)), held: [] as (() => void)[] }
  connection.frozen = frozen
  connection.link?.pause?.()
  return () => {
    if (connection.frozen !== frozen) return
    connection.frozen = undefined
    for (const run of frozen.held) run()
    connection.link?.resume?.()
    resolve()
  }
}

import { once } from 'node:events'
import { connect } from 'node:net'
import { MAX_TIMEOUT_MS, sleep } from '@signalr-events/internal'

const pollMs = 100

/**
 * Waits until a server listens, for at most `ms` milliseconds or until the signal. `onWait` is called if it has to, with
 * the error of the first attempt.
 */
export async function waitForListener(
  url: URL,
  ms: number,
  onWait: (error: unknown) => void,
  signal?: AbortSignal,
): Promise<void> {
  const timeout = AbortSignal.timeout(Math.min(ms, MAX_TIMEOUT_MS))
  const end = signal === undefined ? timeout : AbortSignal.any([timeout, signal])
  for (let waited = false; ; waited = true) {
    const error = await tryConnect(url, end)
    if (error === undefined || end.aborted) return
    if (!waited) onWait(error)
    await sleep(pollMs, end)
  }
}

/**
 * Resolves with `undefined` if a server accepts a connection, otherwise with the error. A firewall may not answer at all,
 * which takes as long as the signal lets it.
 */
async function tryConnect({ hostname, port, protocol }: URL, signal: AbortSignal): Promise<unknown> {
  const socket = connect({
    // An IPv6 address has brackets in a URL.
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port) || (protocol === 'https:' ? 443 : 80),
  })
  try {
    await once(socket, 'connect', { signal })
    return undefined
  } catch (error) {
    return error
  } finally {
    socket.destroy()
  }
}

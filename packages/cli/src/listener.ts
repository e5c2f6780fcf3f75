import { once } from 'node:events'
import { connect } from 'node:net'
import { sleep } from '@signalr-events/internal'

const pollMs = 100

/** Waits until a server listens, for at most `ms` milliseconds or until the signal. `onWait` is called if it has to. */
export async function waitForListener(
  url: URL,
  ms: number,
  onWait: () => void,
  signal?: AbortSignal,
): Promise<void> {
  const end = performance.now() + ms
  for (let waited = false; !(await listens(url)) && performance.now() < end; waited = true) {
    if (signal?.aborted) return
    if (!waited) onWait()
    await sleep(pollMs, signal)
  }
}

async function listens({ hostname, port, protocol }: URL): Promise<boolean> {
  const socket = connect({
    // An IPv6 address has brackets in a URL.
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port) || (protocol === 'https:' ? 443 : 80),
  })
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

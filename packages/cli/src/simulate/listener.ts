import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Output } from './view.js'

const pause = 100

/** Waits until somebody listens, for so many milliseconds at most; says so when it has to. */
export async function waitForListener(url: URL, ms: number, out: Output): Promise<void> {
  const end = performance.now() + ms
  for (let said = false; !(await listens(url)) && performance.now() < end; said = true) {
    if (!said) out.write('Nobody listens yet.\n')
    await sleep(pause)
  }
}

async function listens({ hostname, port, protocol }: URL): Promise<boolean> {
  const socket = connect({
    // A URL has brackets around an IPv6 address.
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

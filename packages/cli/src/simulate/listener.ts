import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Output } from './output.js'

const pollMs = 100

/** Waits until a server listens, for at most `ms` milliseconds. Prints a line if it has to wait. */
export async function waitForListener(url: URL, ms: number, out: Output): Promise<void> {
  const end = performance.now() + ms
  for (let printed = false; !(await listens(url)) && performance.now() < end; printed = true) {
    if (!printed) out.write('Waiting for the server to listen.\n')
    await sleep(pollMs)
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

// @ts-check
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Below the ports that systems give to outgoing connections, and to servers that take any: one of these could be taken
 * before the caller listens.
 */
const [FIRST, LAST] = [20_000, 32_000]
let next = FIRST + Math.floor(Math.random() * (LAST - FIRST))

/** @type {typeof import('./port.mjs').findFreePort} */
export async function findFreePort() {
  for (let tries = 0; tries < LAST - FIRST; tries++) {
    const port = next
    // No port is given twice soon, although the first caller may not listen yet.
    next = next === LAST ? FIRST : next + 1
    if (await isFree(port)) return port
  }
  throw new Error(`No port from ${FIRST} to ${LAST} is free.`)
}

/** @param {number} port */
async function isFree(port) {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EADDRINUSE') return false
    throw error
  }
  await new Promise((resolve) => server.close(resolve))
  return true
}

import { once } from 'node:events'
import { connect } from 'node:net'

/** Redis over a plain socket: the minimum cost of claims. */
export interface RawRedis {
  /** Sets keys that do not exist, in one write. Resolves with the number of new keys. */
  setNew(keys: readonly string[]): Promise<number>
  close(): void
}

/** Connects to Redis on this machine. */
export async function openRaw(port: number): Promise<RawRedis> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true).setEncoding('latin1')
  await once(socket, 'connect')
  return {
    setNew(keys) {
      return new Promise((resolve) => {
        let lines = 0
        let done = 0
        const take = (chunk: string) => {
          for (let at = chunk.indexOf('\n'); at !== -1; at = chunk.indexOf('\n', at + 1)) lines++
          // `+OK` for a new key, `$-1` for an existing one.
          for (let at = chunk.indexOf('+'); at !== -1; at = chunk.indexOf('+', at + 1)) done++
          if (lines < keys.length) return
          socket.off('data', take)
          resolve(done)
        }
        socket.on('data', take)
        socket.write(keys.map(toCommand).join(''), 'latin1')
      })
    },
    close: () => socket.destroy(),
  }
}

/** @see https://redis.io/docs/latest/develop/reference/protocol-spec/ */
function toCommand(key: string): string {
  return `*6\r\n$3\r\nSET\r\n$${key.length}\r\n${key}\r\n$1\r\n1\r\n$2\r\nNX\r\n$2\r\nPX\r\n$5\r\n60000\r\n`
}

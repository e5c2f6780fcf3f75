import { type Relay, startRelay } from './relay.js'

/** One address for servers that replace each other, as with a service that fails over. */
export interface Switch extends Pick<Relay, 'url' | 'close'> {
  /** Closes all connections, and forwards new ones to another port, or to none. */
  to(port: number | undefined): void
}

export async function startSwitch(first: number): Promise<Switch> {
  let target: number | undefined = first
  const { url, cut, close } = await startRelay(
    () => target,
    (socket, upstream) => socket.pipe(upstream).pipe(socket),
  )
  return {
    url,
    to(port) {
      target = port
      cut()
    },
    close,
  }
}

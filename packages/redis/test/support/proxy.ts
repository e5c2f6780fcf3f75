import { type Relay, startRelay } from './relay.js'

/** A proxy in front of Redis that records commands. */
export interface Wire extends Pick<Relay, 'url' | 'close'> {
  /** The names of the commands since the last call. */
  commands(): string[]
}

export async function startProxy(port: number): Promise<Wire> {
  let log: string[] = []
  const { url, close } = await startRelay(
    () => port,
    (socket, upstream) => {
      const read = createReader((name) => log.push(name))
      socket.on('data', read).pipe(upstream).pipe(socket)
    },
  )
  return {
    url,
    commands() {
      const commands = log
      log = []
      return commands
    },
    close,
  }
}

/** Reads commands in RESP, arrays of strings with their lengths: `*1\r\n$4\r\nPING\r\n`. */
function createReader(found: (name: string) => void): (chunk: Buffer) => void {
  let rest = ''
  return (chunk) => {
    rest += chunk.toString('latin1')
    for (let command = take(rest); command !== undefined; command = take(rest)) {
      found(command.name)
      rest = rest.slice(command.length)
    }
  }
}

function take(text: string): { readonly name: string; readonly length: number } | undefined {
  const [head = '', count = '0'] = /^\*(\d+)\r\n/.exec(text) ?? []
  let at = head.length
  let name = ''
  for (let i = 0; i < Number(count); i++) {
    const [line = '', size = '0'] = /^\$(\d+)\r\n/.exec(text.slice(at, at + 20)) ?? []
    if (i === 0) name = text.slice(at + line.length, at + line.length + Number(size)).toUpperCase()
    at += line.length + Number(size) + 2
    if (line === '' || at > text.length) return undefined
  }
  return head === '' ? undefined : { name, length: at }
}

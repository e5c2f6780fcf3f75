import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { createWireRequest } from './request.js'

// The sending process must not sleep while it waits. To wake it would cost the server CPU time, more often for a slower
// server. Event Grid runs on another machine.

/** The number of connections. */
const connections = 16

/** Load on a server: requests over open connections, each sent when the previous one is answered. */
export interface Load {
  /** Resolves when the requests are answered. @throws {Error} if an answer is not a success */
  send(requests: number): Promise<void>
  close(): void
}

let events = 0

/** Connects to a server. Every request has new events. */
export async function openLoad(port: number, text: string, eventsPerRequest: number): Promise<Load> {
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)))
  const senders = sockets.map((socket) => {
    const { bytes, fill } = createWireRequest(text)
    return () => {
      fill(events)
      events += eventsPerRequest
      return exchange(socket, bytes)
    }
  })

  return {
    async send(requests) {
      let left = requests
      const work = async (send: () => Promise<void>) => {
        while (left-- > 0) await send()
      }
      const letSleep = stayAwake()
      await Promise.all(senders.map(work)).finally(letSleep)
    },
    close() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** Keeps the event loop busy until it is stopped. */
function stayAwake(): () => void {
  let next = setImmediate(spin)
  function spin(): void {
    next = setImmediate(spin)
  }
  return () => clearImmediate(next)
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true).setEncoding('latin1')
  await once(socket, 'connect')
  return socket
}

function exchange(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const end = (error?: Error) => {
      socket.off('data', take).off('close', onClose)
      if (error === undefined) resolve()
      else reject(error)
    }
    const onClose = () => end(new Error('the server closed the connection'))
    const take = (chunk: string) => {
      answer += chunk
      if (isComplete(answer)) end(isSuccess(answer) ? undefined : new Error(`answered ${answer}`))
    }
    socket.on('data', take).on('close', onClose)
    socket.write(bytes)
  })
}

function isSuccess(answer: string): boolean {
  return answer.startsWith('HTTP/1.1 20')
}

/** Whether an answer has all of its head and body. */
function isComplete(answer: string): boolean {
  const head = answer.indexOf('\r\n\r\n')
  if (head === -1) return false
  if (/\r\ntransfer-encoding: chunked/i.test(answer)) return answer.endsWith('0\r\n\r\n')
  const length = /\r\ncontent-length: (\d+)/i.exec(answer)?.[1] ?? '0'
  return answer.length >= head + 4 + Number(length)
}

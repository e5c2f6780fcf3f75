import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { cloudEvents, toBinary } from '@signalr-events/testing'
import { start } from './child.js'
import type { Candidate, Effort } from './compare.js'
import { createDelivery, type Shape } from './deliveries.js'
import type { ServerTask, Usage } from './processes/server.js'
import { path } from './servers.js'

/** How many connections are open. */
const CONNECTIONS = 16
/** How many events a server may get: those of others have other numbers, since Redis would know them. */
const MAX_EVENTS = 400_000_000
let servers = 0

/** A server under load, and the CPU time of setting so many keys on a plain socket of its process. */
export interface ServerCandidate extends Candidate {
  setKeys(count: number): Promise<number>
}

/**
 * Starts a server in its own process. A slice is its CPU time per request; it fails if an event is not handled.
 *
 * @param requests in a slice, or as many as fit into its time
 */
export async function startServer(
  task: ServerTask,
  shape: Shape,
  { sliceMs, warmMs }: Effort,
  requests?: number,
): Promise<ServerCandidate> {
  const server = start('server', task)
  const port = await server.receive<number>()
  const sockets = await Promise.all(Array.from({ length: CONNECTIONS }, () => open(port)))
  let next = (servers++ * MAX_EVENTS) / shape.events

  async function send(count: number): Promise<number> {
    // Written before, so that they can be sent as fast as they are answered.
    const bodies = Array.from({ length: count }, () => toBytes(task.route, shape, next++))
    const before = await server.ask<Usage>('usage')
    await sendAll(sockets, bodies)
    const { cpu, handled } = await server.ask<Usage>('usage')
    if (handled - before.handled !== count * shape.events)
      throw new Error(`${task.framework}, ${task.route}: handled ${handled - before.handled} events`)
    return (cpu - before.cpu) / count
  }

  // In CPU time of the server, so that it is as long on a busy machine. Code is compiled after some thousand requests.
  let [used, cost] = [0, 0]
  for (
    let count = CONNECTIONS;
    used < warmMs * 1000;
    count = Math.min(2 * count, Math.ceil((sliceMs * 1000) / cost))
  ) {
    cost = await send(count)
    used += cost * count
  }
  return {
    slice: () => send(requests ?? Math.max(CONNECTIONS, Math.ceil((sliceMs * 1000) / cost))),
    setKeys: (keys) => server.ask(keys),
    async stop() {
      for (const socket of sockets) socket.destroy()
      await server.stop()
    },
  }
}

function toBytes(route: string, shape: Shape, index: number): Buffer {
  const delivery = createDelivery(shape, index * shape.events)
  const { headers, body = '' } = route === '@azure/web-pubsub-express' ? webPubSub : delivery
  const origin = { host: '127.0.0.1', 'webhook-request-origin': 'eventgrid.azure.net' }
  const all = { ...origin, ...headers, 'content-length': String(Buffer.byteLength(body)) }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
}

const connection = { hub: 'chat', connectionid: 'crH0uxVSvP-1', userid: 'user-1', signature: 'sha256=0' }
const type = 'azure.webpubsub.sys.connected'
/** What Azure Web PubSub sends for a client that has connected. */
const webPubSub = toBinary({
  ...{ ...cloudEvents.connectedEvent(), ...connection, awpsversion: '1.0', eventname: 'connected' },
  ...{ type, source: '/hubs/chat/client/crH0uxVSvP-1' },
})

/** Sends requests over all sockets, each when the previous one is answered. */
async function sendAll(sockets: readonly Socket[], requests: readonly Buffer[]): Promise<void> {
  let next = 0
  const work = async (socket: Socket) => {
    for (let bytes = requests[next++]; bytes !== undefined; bytes = requests[next++])
      await exchange(socket, bytes)
  }
  const sleep = stayAwake()
  await Promise.all(sockets.map(work)).finally(sleep)
}

/**
 * Keeps this process busy. Event Grid is on another machine; here the server would pay for waking the sender, more often
 * if it is slower.
 */
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

/** Resolves when a request is answered. Whether it was handled is seen in what the server has counted. */
function exchange(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const onClose = () => reject(new Error('the server has closed the connection'))
    const onData = (chunk: string) => {
      answer += chunk
      if (!isComplete(answer)) return
      socket.off('data', onData).off('close', onClose)
      resolve()
    }
    socket.on('data', onData).on('close', onClose)
    socket.write(bytes)
  })
}

function isComplete(answer: string): boolean {
  const head = answer.indexOf('\r\n\r\n')
  if (head === -1) return false
  if (/\r\ntransfer-encoding: chunked/i.test(answer)) return answer.endsWith('0\r\n\r\n')
  return answer.length >= head + 4 + Number(/\r\ncontent-length: (\d+)/i.exec(answer)?.[1] ?? '0')
}

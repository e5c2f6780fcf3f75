import { connect as connectTcp, createServer, type Socket } from 'node:net'
import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr'
import { startSignalRService } from '@signalr-events/emulator'
import { createRandom } from '@signalr-events/internal'
import { createServiceClient, isServiceError } from '@signalr-events/management'
import { expect, it, onTestFinished } from 'vitest'
import { listenTcp } from '../../../test/support/servers.js'

// CUTS_SEED repeats a run.

const seed = Number(process.env['CUTS_SEED'] ?? Date.now() % 2 ** 31)

/** Forwards connections to a port. Every other one is cut after some bytes of the request or of the answer. */
async function startCutter(port: number): Promise<string> {
  const random = createRandom(seed)
  const proxy = await listenTcp(
    createServer((client) => {
      const service = connectTcp(port, '127.0.0.1')
      const cut = () => {
        client.destroy()
        service.destroy()
      }
      const limits = { request: Number.POSITIVE_INFINITY, answer: Number.POSITIVE_INFINITY }
      if (random() < 0.5) limits[random() < 0.5 ? 'request' : 'answer'] = Math.floor(random() * 900)
      forward(client, service, limits.request, cut)
      forward(service, client, limits.answer, cut)
    }),
  )
  onTestFinished(proxy.close)
  return `http://127.0.0.1:${proxy.port}`
}

function forward(from: Socket, to: Socket, limit: number, cut: () => void): void {
  let rest = limit
  from.on('data', (chunk: Buffer) => {
    to.write(chunk.subarray(0, Math.max(0, rest)))
    rest -= chunk.length
    if (rest <= 0) to.end(cut)
  })
  from.on('error', cut).on('close', cut)
}

it(`connections that are cut anywhere show no message twice, and lose none that was accepted (CUTS_SEED=${seed})`, async () => {
  const service = await startSignalRService()
  onTestFinished(() => service.stop())
  const through = await startCutter(Number(new URL(service.endpoint).port))
  const chat = createServiceClient(`${service.connectionString}ServerEndpoint=${through};`).hub('chat')

  const { url, accessToken } = await chat.negotiate({ userId: 'ada' })
  const client = new HubConnectionBuilder()
    .withUrl(url, { accessTokenFactory: () => accessToken })
    .configureLogging(LogLevel.None)
    .build()
  const received: unknown[] = []
  client.on('say', (i: unknown) => received.push(i))
  await client.start()
  onTestFinished(() => client.stop())

  const accepted: number[] = []
  const failures: unknown[] = []
  let next = 0
  async function sendSome(): Promise<void> {
    while (next < 300) {
      const i = next++
      await chat.sendToUser('ada', 'say', [i]).then(
        () => accepted.push(i),
        (error: unknown) => failures.push(error),
      )
    }
  }
  await Promise.all(Array.from({ length: 8 }, sendSome))
  const direct = createServiceClient(service.connectionString).hub('chat')
  await direct.sendToUser('ada', 'say', ['end'])
  await expect.poll(() => received.at(-1)).toBe('end')

  expect(new Set(received).size).toBe(received.length)
  expect(accepted.filter((i) => !received.includes(i))).toEqual([])
  expect(failures.every((error) => isServiceError(error) && error.code === 'UNREACHABLE')).toBe(true)
  expect(accepted.length).toBeGreaterThan(0)
  expect(failures.length).toBeGreaterThan(0)
})

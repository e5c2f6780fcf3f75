import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { toWebhookRequest } from '@signalr-events/node'
import fc from 'fast-check'
import { expect, it, onTestFinished } from 'vitest'
import { listen } from '../../../test/support/conformance.js'

it('stops reading when the answer is sent first, and discards the rest', async () => {
  const server = createServer()
  const { url, close } = await listen(server)
  onTestFinished(close)
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  onTestFinished(() => void socket.destroy())
  socket.write('POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 8\r\n\r\nhalf')
  const [request, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse]
  let abort = () => {}
  const onAbort = (listener: () => void) => {
    abort = listener
  }
  const body = toWebhookRequest(request, { native: request, url: '/' }).body(99, onAbort, () => {})
  await once(request, 'data')
  abort()
  await expect(body).rejects.toMatchObject({ code: 'DEADLINE_PASSED' })
  socket.write('rest')
  await once(request, 'end')
  response.end()
})

it('is read unchanged in any number of chunks, also with split and invalid characters', async () => {
  const received: Buffer[] = []
  const server = createServer(async (request, response) => {
    const body = await toWebhookRequest(request, { native: request, url: '/' }).body(
      1e6,
      () => {},
      () => {},
    )
    received.push(Buffer.from(body as Uint8Array | string as string))
    response.end()
  })
  const { url, close } = await listen(server)
  onTestFinished(close)
  const part = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.uint8Array())
  await fc.assert(
    fc.asyncProperty(fc.array(part.map(Buffer.from), { maxLength: 6 }), async (parts) => {
      const sent = request(url, { method: 'POST' })
      // Each is a separate chunk on the wire. An empty one would end the body.
      for (const each of parts.filter(({ length }) => length > 0)) sent.write(each)
      sent.end()
      const [answer] = await once(sent, 'response')
      await once(answer.resume(), 'end')
      expect(received.pop()?.equals(Buffer.concat(parts))).toBe(true)
    }),
    { numRuns: 200 },
  )
})

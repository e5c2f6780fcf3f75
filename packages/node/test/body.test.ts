import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { toWebhookRequest } from '@signalr-events/node'
import { expect, it, onTestFinished } from 'vitest'
import { listen } from '../../../test/support/conformance.js'

it('gives up when the answer is given first, and reads the rest away', async () => {
  const server = createServer()
  const { url, close } = await listen(server)
  onTestFinished(close)
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  onTestFinished(() => void socket.destroy())
  socket.write('POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 8\r\n\r\nhalf')
  const [request, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse]
  let abort = () => {}
  const body = toWebhookRequest(request, { native: request, url: '/' }).body(99, (listener) => {
    abort = listener
  })
  await once(request, 'data')
  abort()
  await expect(body).rejects.toMatchObject({ code: 'DEADLINE_PASSED' })
  socket.write('rest')
  await once(request, 'end')
  response.end()
})

import { signalrEvents } from '@signalr-events/express'
import express from 'express'
import { announce } from '../../../scripts/servers/announce.mjs'
import { received, subject } from '../../../scripts/servers/subject.mjs'

const app = express()
app.use(signalrEvents(subject.guarded), signalrEvents(subject.open))
app.post('/echo', express.text({ type: () => true }), (request, response) => {
  response.send(request.body)
})
app.get('/received', (_, response) => {
  response.send(received())
})

const server = app.listen(0, '127.0.0.1', () => announce(server.address().port))

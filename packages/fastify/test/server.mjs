import { signalrEvents } from '@signalr-events/fastify'
import Fastify from 'fastify'
import { announce } from '../../../scripts/servers/announce.mjs'
import { received, subject } from '../../../scripts/servers/subject.mjs'

const app = Fastify()
app.register(signalrEvents(subject.guarded))
app.register(signalrEvents(subject.open))
app.removeContentTypeParser(['application/json', 'text/plain'])
app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
app.post('/echo', async ({ body }) => body ?? '')
app.get('/received', async () => received())

app.listen({ port: 0, host: '127.0.0.1' }).then(() => announce(app.server.address().port))

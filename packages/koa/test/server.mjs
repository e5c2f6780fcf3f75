import { text } from 'node:stream/consumers'
import { signalrEvents } from '@signalr-events/koa'
import Koa from 'koa'
import { announce } from '../../../scripts/servers/announce.mjs'
import { received, subject } from '../../../scripts/servers/subject.mjs'

const app = new Koa()
app.use(signalrEvents(subject.guarded))
app.use(signalrEvents(subject.open))
app.use(async (context) => {
  if (context.method === 'POST' && context.path === '/echo') context.body = await text(context.req)
  else if (context.path === '/received') context.body = received()
})

const server = app.listen(0, '127.0.0.1', () => announce(server.address().port))

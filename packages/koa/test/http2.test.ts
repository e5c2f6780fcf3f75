import { createServer } from 'node:http2'
import { signalrEvents } from '@signalr-events/koa'
import Koa from 'koa'
import { testHttp2 } from '../../../test/support/http2.js'

testHttp2((webhook) => createServer(new Koa().use(signalrEvents(webhook)).callback()))

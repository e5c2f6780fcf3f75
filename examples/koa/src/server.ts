import { createServer } from 'node:http'
import { createApp } from './app.js'
import { createOnline } from './online.js'
import { serve } from './serve.js'

const key = process.env['EVENTS_KEY']
if (key === undefined) console.warn('EVENTS_KEY is not set: everybody may deliver events')

const { app, webhook } = createApp({ online: createOnline(), key })
serve(createServer(app.callback()), webhook)

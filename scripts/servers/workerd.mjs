import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Miniflare } from 'miniflare'
import { announce } from './announce.mjs'

const { version } = createRequire(import.meta.url)('miniflare/package.json')
const RUNTIME = `miniflare ${version}`

const [, , bundle = 'worker.bundle.mjs'] = process.argv
const { EVENTS_KEY = '' } = process.env

const miniflare = new Miniflare({
  modules: true,
  scriptPath: fileURLToPath(new URL(bundle, import.meta.url)),
  compatibilityDate: '2026-04-01',
  host: '127.0.0.1',
  bindings: { RUNTIME, EVENTS_KEY },
})
announce(Number((await miniflare.ready).port), RUNTIME)

// workerd is a separate process that would otherwise keep running.
process.once('SIGTERM', () => miniflare.dispose())

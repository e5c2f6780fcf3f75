import { Miniflare } from 'miniflare'

const miniflare = new Miniflare({
  modules: true,
  scriptPath: 'worker.js',
  compatibilityDate: '2026-04-01',
  host: '127.0.0.1',
  // biome-ignore lint/suspicious/noUndeclaredEnvVars: turbo runs none of this
  port: Number(process.env.PORT),
  bindings: { EVENTS_KEY: process.env.EVENTS_KEY },
})
await miniflare.ready
process.once('SIGTERM', () => miniflare.dispose())

import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Miniflare } from 'miniflare'

const { version } = createRequire(import.meta.url)('miniflare/package.json')
const miniflare = new Miniflare({
  modules: true,
  scriptPath: fileURLToPath(new URL('management-worker.bundle.mjs', import.meta.url)),
  compatibilityDate: '2026-04-01',
  host: '127.0.0.1',
})
const answer = await miniflare.dispatchFetch('http://worker/', { headers: { 'x-service': process.argv[2] } })
const text = await answer.text()
await miniflare.dispose()
if (answer.status !== 200) throw new Error(text)
console.log(JSON.stringify({ runtime: `miniflare ${version}`, outcomes: JSON.parse(text) }))

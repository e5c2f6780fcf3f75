import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { root } from './support/packages.js'

// In a separate process, since the heap is measured.
const program = `
import { getHeapStatistics } from 'node:v8'
import { createWebhook } from '@signalr-events/core'
import { createClient, eventGrid } from '@signalr-events/testing'

const turn = () => new Promise((resolve) => setImmediate(resolve))
const client = createClient(createWebhook({ connected: turn }))
const userId = 'u'.repeat(10_000)
let [sent, isOver] = [0, false]
async function sendMany() {
  for (; !isOver; sent++) await client.send(eventGrid.connected({ userId: userId + sent }))
}
gc()
const before = getHeapStatistics().used_heap_size
const all = Array.from({ length: 8 }, sendMany)
for (let i = 0; i < 50; i++) {
  // Longer than a delivery takes.
  for (let turns = 0; turns < 20; turns++) await turn()
  gc({ type: 'minor' })
}
const kept = getHeapStatistics().used_heap_size - before
isOver = true
await Promise.all(all)
console.log(kept / (sent * userId.length))
`

it('collections of the young generation free finished deliveries while others are always in flight', async () => {
  const args = ['--expose-gc', '--input-type=module', '--eval', program]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: `${root}/packages/simulator` })
  // The share of all events that is still in memory: 0.05, and a third if something keeps them.
  expect(Number(stdout)).toBeLessThan(0.12)
})

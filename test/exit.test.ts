import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { root } from './support/packages.js'

// No timer keeps a process alive after its deliveries are answered.

const day = 24 * 60 * 60 * 1000

/** The output of a process that sends deliveries to a webhook of core, one after another. */
function run(deadline: number, ...handlers: string[]): string {
  const code = `
    import { createWebhook } from '@signalr-events/core'
    import { createClient, eventGrid } from '@signalr-events/testing'
    const handlers = [${handlers}]
    const handle = () => handlers.shift()()
    const client = createClient(createWebhook({ connected: handle }, { deadline: ${deadline}, onError() {} }))
    while (handlers.length > 0) console.log((await client.send(eventGrid.connected())).status)`
  return execFileSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: root,
    encoding: 'utf8',
    timeout: 20_000,
  })
}

const [ends, never] = ['async () => {}', '() => new Promise(() => {})']

it('a process ends when all deliveries are answered, not at the deadline', () => {
  expect(run(day, ends, ends)).toBe('200\n200\n')
})

it('a process waits for the deadline of each unanswered delivery', () => {
  expect(run(50, ends, never, ends, never)).toBe('200\n503\n200\n503\n')
})

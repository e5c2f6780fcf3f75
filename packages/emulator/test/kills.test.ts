import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { GoneReason, SignalRServiceOptions, Transport } from '@signalr-events/emulator'
import { describe, expect, it, onTestFinished } from 'vitest'
import { combinations, type ProtocolName } from './support/clients.js'
import { expectEvents, start } from './support/service.js'

// Processes of real clients that are killed or suspended, as by a crash or a closed laptop.

const script = fileURLToPath(new URL('support/client-process.mjs', import.meta.url))

async function startProcess(transport: Transport, protocol: ProtocolName, options: SignalRServiceOptions) {
  const reasons: GoneReason[] = []
  const onConnection: SignalRServiceOptions['onConnection'] = (change) => {
    if (change.type === 'gone') reasons.push(change.reason)
  }
  const started = await start({ ...options, onConnection })
  const { url, accessToken } = await started.service.negotiate({ hub: 'chat', userId: 'ada' })
  const args = [script, url, accessToken, transport, protocol]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  await once(child.stdout, 'data')
  return { ...started, child, reasons }
}

const isPosix = process.platform !== 'win32'

describe.each(combinations)('a client by %s, %s', (transport, protocol) => {
  it('that is killed is detected by its socket, or by missing polls', async () => {
    // Only the socket can detect it: the client timeout is longer than the test.
    const options = { connectionTimeout: '1h', pollGrace: '1s' } as const
    const { child, events, reasons } = await startProcess(transport, protocol, options)
    child.kill('SIGKILL')
    await expectEvents(events, 'connected', 'disconnected')
    const expected = {
      ...{ WebSockets: 'transport-lost', ServerSentEvents: 'transport-closed', LongPolling: 'poll-timeout' },
    }
    expect(reasons).toEqual([expected[transport]])
  })

  it.skipIf(!isPosix)('that is suspended is detected by missing pings', async () => {
    const options = { connectionTimeout: '1s', keepAliveInterval: '500ms', pollGrace: '500ms' } as const
    const { child, events, reasons } = await startProcess(transport, protocol, options)
    child.kill('SIGSTOP')
    await expectEvents(events, 'connected', 'disconnected')
    expect(reasons).toEqual([transport === 'LongPolling' ? 'poll-timeout' : 'client-timeout'])
  })
})

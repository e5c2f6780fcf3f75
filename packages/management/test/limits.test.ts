import { createServiceClient } from '@signalr-events/management'
import { expect, it, onTestFinished } from 'vitest'
import { generateToken, ids, operations } from './support/operations.js'
import { record } from './support/recorder.js'
import { connect, connectWithCredential } from './support/service.js'

it.each([...operations, generateToken])('$name has a time limit', async (operation) => {
  const { url, requests } = await record('hang')
  const call = operation.run(connectWithCredential(url, { timeout: 50 }).service, ids)
  await expect(call).rejects.toMatchObject({ name: 'ServiceError', code: 'TIMEOUT', status: undefined })
  expect(requests.length).toBeLessThanOrEqual(1)
})

it('the time limit holds for a credential that ignores the signal', async () => {
  const credential = { getToken: () => new Promise<never>(() => {}) }
  const service = createServiceClient(
    { endpoint: 'https://contoso.service.signalr.net', credential },
    { timeout: 20 },
  )
  await expect(service.health()).rejects.toMatchObject({ code: 'TIMEOUT' })
})

it('a signal ends every call, with its reason', async () => {
  const { url } = await record('hang')
  const reason = new Error('gone')
  const calls = [
    (signal: AbortSignal) => connect(url).health({ signal }),
    (signal: AbortSignal) => connect(url).hub('chat').sendToAll('say', [], { signal }),
    (signal: AbortSignal) => connect(url).hub('chat').sendToUser('ada', 'say', [], { signal }),
    (signal: AbortSignal) => connect(url).hub('chat').sendToConnection('c', 'say', [], { signal }),
    (signal: AbortSignal) => connect(url).hub('chat').connectionExists('c', { signal }),
    (signal: AbortSignal) => connect(url).hub('chat').userExists('ada', { signal }),
    (signal: AbortSignal) => connect(url).hub('chat').groupExists('team', { signal }),
    (signal: AbortSignal) => connect(url).hub('chat').closeConnection('c', { signal }),
    (signal: AbortSignal) => connect(url).hub('chat').closeAllConnections({ signal }),
    (signal: AbortSignal) => connect(url).hub('chat').group('team').sendToAll('say', [], { signal }),
    (signal: AbortSignal) => connect(url).hub('chat').group('team').addConnection('c', { signal }),
    (signal: AbortSignal) => connect(url).hub('chat').group('team').removeConnection('c', { signal }),
    (signal: AbortSignal) => connect(url).hub('chat').group('team').addUser('ada', { signal }),
    (signal: AbortSignal) => connect(url).hub('chat').group('team').removeUser('ada', { signal }),
    (signal: AbortSignal) => connect(url).hub('chat').group('team').listConnections({ signal }).next(),
    (signal: AbortSignal) => connect(url).hub('chat').closeUserConnections('ada', { signal }),
    (signal: AbortSignal) => connect(url).hub('chat').removeUserFromAllGroups('ada', { signal }),
    (signal: AbortSignal) => connect(url).hub('chat').removeConnectionFromAllGroups('c', { signal }),
    (signal: AbortSignal) => connect(url).hub('chat').group('team').userExists('ada', { signal }),
    (signal: AbortSignal) => connect(url).hub('chat').group('team').closeAllConnections({ signal }),
    (signal: AbortSignal) => connectWithCredential(url).service.hub('chat').negotiate({ signal }),
  ]
  for (const call of calls) {
    const controller = new AbortController()
    const outcome = call(controller.signal)
    controller.abort(reason)
    await expect(outcome).rejects.toBe(reason)
    await expect(call(AbortSignal.abort(reason))).rejects.toBe(reason)
  }
})

it('a signal ends the wait before a retry', async () => {
  const { url, requests } = await record({ status: 503, headers: { 'retry-after': '5' } })
  const controller = new AbortController()
  const call = connect(url).hub('chat').connectionExists('c', { signal: controller.signal })
  await expect.poll(() => requests.length).toBe(1)
  controller.abort()
  await expect(call).rejects.toMatchObject({ name: 'AbortError' })
  expect(requests).toHaveLength(1)
})

it('one signal for many calls at once causes no warning, and ends all of them', async () => {
  const { url, requests } = await record('hang')
  const warnings: Error[] = []
  const onWarning = (warning: Error) => warnings.push(warning)
  process.on('warning', onWarning)
  onTestFinished(() => void process.off('warning', onWarning))
  const controller = new AbortController()
  const reason = new Error('the delivery has ended')
  const hub = connect(url).hub('chat')
  const calls = Array.from({ length: 30 }, (_, i) =>
    hub.group(`team-${i}`).addConnection('c', { signal: controller.signal }),
  )
  const outcomes = Promise.allSettled(calls)
  await expect.poll(() => requests.length).toBe(30)
  controller.abort(reason)
  expect(await outcomes).toEqual(calls.map(() => ({ status: 'rejected', reason })))
  expect(warnings).toEqual([])
})

import { createServiceClient } from '@signalr-events/management'

/**
 * Calls every kind of operation of the management client and returns the results, on any runtime.
 *
 * @param {string} url of the service
 */
export async function makeCalls(url) {
  const chat = createServiceClient(`Endpoint=${url};AccessKey=secret;Version=1.0;`).hub('chat')
  const impatient = createServiceClient(`Endpoint=${url};AccessKey=secret`, { timeout: 200 }).hub('chat')
  const credential = { getToken: async () => ({ token: 'entra' }) }
  const entra = createServiceClient({ endpoint: url, credential }).hub('chat')
  const members = []
  for await (const { connectionId } of chat.group('a b').listConnections()) members.push(connectionId)
  return [
    (await chat.negotiate({ userId: 'ada' })).url,
    (await entra.getClientAccessToken({ userId: 'ada' })).token,
    await chat.sendToUser('a/b', 'say', ['hi']),
    await chat.connectionExists('here'),
    await chat.connectionExists('gone'),
    members,
    await toCode(chat.sendToUser('..', 'say')),
    await toCode(chat.connectionExists('proxy')),
    await toCode(chat.connectionExists('redirect')),
    await toCode(chat.closeConnection('busy')),
    await toCode(impatient.connectionExists('slow')),
    await toCode(chat.connectionExists('slow', { signal: AbortSignal.timeout(200) })),
  ]
}

/** @param {Promise<unknown>} call */
async function toCode(call) {
  return call.then(
    () => 'ok',
    (error) => (error.code && error.name === 'ServiceError' ? error.code : error.name),
  )
}

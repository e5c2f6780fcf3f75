// @ts-check
import { setTimeout as sleep } from 'node:timers/promises'
import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr'
import { createServiceClient } from '@signalr-events/management'

/**
 * Two users connect to a local service as soon as it listens, and one of them disconnects.
 *
 * @param {string} connectionString
 */
export async function visit(connectionString) {
  const chat = createServiceClient(connectionString).hub('chat')
  for (const end = Date.now() + 10_000; Date.now() < end; await sleep(100))
    if (
      await chat.connectionExists('nobody').then(
        () => true,
        () => false,
      )
    )
      break
  await connect(chat, 'ada')
  await sleep(1_000)
  const grace = await connect(chat, 'grace')
  await sleep(1_500)
  await grace.stop()
}

/**
 * @param {import('@signalr-events/management').Hub} chat
 * @param {string} userId
 */
async function connect(chat, userId) {
  const { url, accessToken } = await chat.negotiate({ userId })
  const client = new HubConnectionBuilder()
    .withUrl(url, { accessTokenFactory: () => accessToken })
    .configureLogging(LogLevel.None)
    .build()
  await client.start()
  return client
}

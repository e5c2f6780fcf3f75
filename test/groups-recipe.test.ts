import { forHub, signalrEvents } from '@signalr-events/express'
import { createServiceClient, isServiceError } from '@signalr-events/management'
import { eventGrid } from '@signalr-events/testing'
import express from 'express'
import { expect, it, onTestFinished } from 'vitest'
import { serve } from './support/conformance.js'

// The recipe of docs/management.md over real sockets: a delivery causes calls of the service.

async function serveRecipe(status: number, code?: string) {
  const calls: string[] = []
  const service = await serve((request, response) => {
    calls.push(`${request.method} ${request.url?.split('?')[0]}`)
    response.writeHead(status, {
      connection: 'close',
      'retry-after': '0',
      ...(code && { 'x-ms-error-code': code }),
    })
    response.end()
  })
  onTestFinished(service.close)
  const chat = createServiceClient(`Endpoint=${service.url};AccessKey=k`).hub('chat')
  const ignoreGone = (error: unknown) => {
    if (!isServiceError(error) || error.code !== 'Error.Connection.NotExisted') throw error
  }
  const handlers = forHub('chat', {
    async connected({ connectionId, userId }, { signal }) {
      if (userId === undefined) return
      await chat.group('everyone').addConnection(connectionId, { signal }).catch(ignoreGone)
    },
  })
  const app = await serve(express().use(signalrEvents(handlers, { onError: () => {} })))
  onTestFinished(app.close)
  const deliver = async (): Promise<number> => {
    const { method, headers, body } = eventGrid.connected({
      connectionId: 'c1',
      userId: 'ada',
      hubName: 'chat',
    })
    return (await fetch(app.url, { method, headers, body: body ?? null })).status
  }
  return { calls, deliver }
}

const put = 'PUT /api/hubs/chat/groups/everyone/connections/c1'

it('adds the connection, and again when the event is redelivered', async () => {
  const { calls, deliver } = await serveRecipe(200)
  expect([await deliver(), await deliver()]).toEqual([200, 200])
  expect(calls).toEqual([put, put])
})

it('acknowledges the event if the connection is closed', async () => {
  const { calls, deliver } = await serveRecipe(404, 'Error.Connection.NotExisted')
  expect(await deliver()).toBe(200)
  expect(calls).toEqual([put])
})

it.each([403, 404, 503])('fails the delivery when the service answers %d', async (status) => {
  const { deliver } = await serveRecipe(status)
  expect(await deliver()).toBe(500)
})

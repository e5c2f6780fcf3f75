import { createWebhook } from '@signalr-events/core'
import { cloudEvents, createClient, eventGrid } from '@signalr-events/testing'
import {
  blackBoxChecks,
  checks,
  fetchTarget,
  type Receiver,
  runChecks,
  type Target,
} from '@signalr-events/testing/conformance'
import { describe, expect, it } from 'vitest'

// The checks must be able to fail: they detect typical hand-written receivers.

const nothing = { events: [], errors: [], unknown: 0, unsubscribed: [] }

function answering(status: number, body: string): Target {
  return { received: () => nothing, send: async () => ({ status, body, header: () => undefined }) }
}

async function passedBy(target: Target): Promise<string[]> {
  return (await runChecks(target)).filter(({ error }) => error === undefined).map(({ check }) => check.id)
}

describe('checks', () => {
  it('have unique ids, a title and a source', () => {
    const all = [...checks, ...blackBoxChecks]
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    for (const { id, title, source } of all) {
      expect(id).toMatch(/^[a-z0-9-]+$/)
      expect(title).not.toBe('')
      expect(source).toMatch(/^https:\/\//)
    }
  })

  it('all fail on a server that rejects everything', async () => {
    expect(await passedBy(answering(418, '{"error":"TEAPOT"}'))).toEqual([])
  })

  it('pass on a server that acknowledges everything unhandled only if there is nothing to handle', async () => {
    expect(await passedBy(answering(200, ''))).toEqual(['empty', 'pass-through-preflight'])
  })

  it('accept a server whose own errors are JSON with an `error`', async () => {
    const body = '{"statusCode":404,"error":"Not Found","message":"Route OPTIONS:/echo not found"}'
    expect(await passedBy(answering(404, body))).toContain('pass-through-preflight')
  })

  it('describe the violation', async () => {
    const results = await runChecks(answering(202, ''), checks.slice(0, 1))
    expect(results[0]?.error?.message).toBe('status: expected 200, got 202')
  })
})

describe.each([eventGrid, cloudEvents])('black-box checks, $schema', (builder) => {
  const applicable = blackBoxChecks.filter(({ schema = builder.schema }) => schema === builder.schema)
  const failedBy = async (send: Receiver['send']) => {
    const failed: string[] = []
    for (const check of applicable)
      await check.run({ builder, details: {}, send }).catch(() => failed.push(check.id))
    return failed
  }

  it('pass on a webhook', async () => {
    const client = createClient(createWebhook({}, { onError() {} }))
    const send: Receiver['send'] = async (request) => {
      const { status, headers, body } = await client.send(request)
      return { status, header: (name) => headers[name], body: body ?? '' }
    }
    expect(await failedBy(send)).toEqual([])
  })

  it('fail on a server that rejects every delivery and accepts every origin', async () => {
    const answer = { status: 418, header: () => '*', body: '' }
    expect(await failedBy(async () => answer)).toEqual(applicable.map(({ id }) => id))
  })
})

it('a target that does not answer fails every check, and nothing hangs', async () => {
  const target = fetchTarget('http://127.0.0.1:1', () => nothing)
  await expect(target.send('/', eventGrid.connected())).rejects.toThrow()
  expect(await runChecks(target)).toHaveLength(checks.length)
})

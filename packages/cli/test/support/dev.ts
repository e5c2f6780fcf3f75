import { once } from 'node:events'
import { type RequestOptions, request } from 'node:http'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr'
import { createServiceClient } from '@signalr-events/management'
import { expect, onTestFinished } from 'vitest'
import type { Activity, Ready } from '../../src/dev/activity.js'
import { startCli } from './cli.js'

/** A running program and its output. */
export interface Dev extends Ready {
  readonly activities: readonly Activity[]
  /** Resolves with the first activity, past or future, that has these members. */
  waitFor(members: Partial<Record<string, unknown>>): Promise<Activity>
  /** Resolves with the exit code. */
  stop(): Promise<number | null>
}

/** Starts `signalr-events dev --json` on free ports, until the test ends. */
export async function startDev(url: string, ...args: readonly string[]): Promise<Dev> {
  const child = startCli(['dev', url, '--json', '--port', '0', '--page-port', '0', ...args])
  const closed = once(child, 'close') as Promise<[number | null]>
  const errors = text(child.stderr)
  const activities: Activity[] = []
  createInterface({ input: child.stdout }).on('line', (line) => activities.push(JSON.parse(line)))
  const stop = async () => {
    child.kill('SIGINT')
    return (await closed)[0]
  }
  onTestFinished(async () => {
    await stop()
    expect(await errors).toBe('')
  })
  async function waitFor(members: Partial<Record<string, unknown>>): Promise<Activity> {
    await expect.poll(() => activities).toContainEqual(expect.objectContaining(members))
    return activities.find((each) =>
      Object.entries(members).every(([name, value]) => each[name as never] === value),
    ) as Activity
  }
  const ready = (await waitFor({ type: 'ready' })) as Ready
  return { ...ready, activities, waitFor, stop }
}

/** Connects a client as an app would: with a token that it signs by the connection string. */
export async function connectClient(connectionString: string, userId: string, hub = 'chat') {
  const { url, accessToken } = await createServiceClient(connectionString).hub(hub).negotiate({ userId })
  const client = new HubConnectionBuilder()
    .withUrl(url, { accessTokenFactory: () => accessToken })
    .configureLogging(LogLevel.None)
    .build()
  await client.start()
  onTestFinished(() => client.stop())
  return client
}

/** Sends a request with any headers, `Host` too. */
export async function sendRequest(
  target: string | RequestOptions,
  {
    method = 'GET',
    headers = {},
    body = '',
  }: { method?: string; headers?: Record<string, string>; body?: string },
) {
  const sent =
    typeof target === 'string' ? request(target, { method, headers }) : request({ method, ...target })
  sent.end(body)
  const [response] = await once(sent, 'response')
  const isStream = /event-stream/.test(response.headers['content-type'] ?? '')
  if (isStream) response.destroy()
  return {
    status: response.statusCode as number,
    headers: response.headers,
    body: isStream ? '' : await text(response),
  }
}

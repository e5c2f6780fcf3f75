import type { EventGridRequest } from '../deliveries.js'
import type { Received } from './subject.js'
import type { Answer, Target } from './target.js'

/** Throws unless both values have the same JSON. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (is !== should) throw new Error(`${what}: expected ${should}, got ${is}`)
}

/** Sends a request to the open webhook and expects a status. */
export async function expectStatus(
  target: Target,
  request: EventGridRequest,
  status: number,
  path = '/',
): Promise<Answer> {
  const answer = await target.send(path, request)
  equal(answer.status, status, 'status')
  return answer
}

/** Sends a delivery, expects a status, and returns what was received. */
export async function deliver(
  target: Target,
  request: EventGridRequest,
  status = 200,
  path = '/',
): Promise<Received> {
  await target.received()
  await expectStatus(target, request, status, path)
  return target.received()
}

/** The values of one member of the events received. */
export function pick(received: Received, member: keyof Received['events'][number]): unknown[] {
  return received.events.map((event) => event[member])
}

/** Whether an answer is one of the webhook's errors. Other servers use an `error` member too. */
export function isWebhookError({ body }: Answer): boolean {
  return /^\{"error":"[A-Z_]+"\}$/.test(body)
}

/** Throws if the webhook answered a request that belongs to the server around it. */
export function expectPassedThrough(answer: Answer): void {
  equal(answer.header('webhook-allowed-origin'), undefined, 'WebHook-Allowed-Origin')
  equal(isWebhookError(answer), false, 'answered by the webhook')
}

import type { EventGridRequest } from '@signalr-events/testing'
import { exchange, type HttpAnswer } from './exchange.js'
import { type Outcome, toErrorOutcome, toOutcome } from './outcome.js'
import type { World } from './world.js'

/** What came of a request. */
export interface Posted {
  /** `undefined` when none came. */
  readonly answer: HttpAnswer | undefined
  /** Why none came. */
  readonly error: string | undefined
  readonly outcome: Outcome
  /** Milliseconds of this machine. */
  readonly took: number
}

/** Sends a request, and waits as long as a server may take. Never rejects. */
export async function post(
  url: string,
  request: EventGridRequest,
  timeout: number,
  { clock, agents, stopped }: Pick<World, 'clock' | 'agents' | 'stopped'>,
  reset = false,
): Promise<Posted> {
  const began = performance.now()
  const ending = new AbortController()
  const stop = () => ending.abort(stopped.reason)
  if (stopped.aborted) stop()
  stopped.addEventListener('abort', stop)
  const cancel = clock.within(timeout, () => ending.abort(new DOMException('No answer', 'TimeoutError')))
  const agent = agents[new URL(url).protocol]
  try {
    const answer = await exchange(url, request, { agent, signal: ending.signal, reset })
    return { answer, error: undefined, outcome: toOutcome(answer), took: performance.now() - began }
  } catch (error) {
    // A request that was ended says so by what it was ended with, wherever it was then.
    const code = toCode(ending.signal.aborted ? ending.signal.reason : error)
    return { answer: undefined, error: code, outcome: toErrorOutcome(code), took: performance.now() - began }
  } finally {
    cancel()
    stopped.removeEventListener('abort', stop)
  }
}

function toCode(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

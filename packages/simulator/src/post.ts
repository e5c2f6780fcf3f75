import type { EventGridRequest } from '@signalr-events/testing'
import type { SimulationContext } from './context.js'
import { exchange, type HttpAnswer } from './exchange.js'
import { type Outcome, toErrorOutcome, toOutcome } from './outcome.js'

/** The result of a request. */
export interface PostResult {
  /** `undefined` if the endpoint did not answer. */
  readonly answer: HttpAnswer | undefined
  /** Why the endpoint did not answer. */
  readonly error: string | undefined
  readonly outcome: Outcome
  /** In milliseconds of real time. */
  readonly durationMs: number
}

/** Sends a request and waits for the answer until the timeout. Never rejects. */
export async function post(
  url: string,
  request: EventGridRequest,
  timeout: number,
  { clock, agents, stopped }: Pick<SimulationContext, 'clock' | 'agents' | 'stopped'>,
  reset = false,
): Promise<PostResult> {
  const began = performance.now()
  const ending = new AbortController()
  const stop = () => ending.abort(stopped.reason)
  if (stopped.aborted) stop()
  stopped.addEventListener('abort', stop)
  const cancel = clock.timeout(timeout, () => ending.abort(new DOMException('No answer', 'TimeoutError')))
  const agent = agents[new URL(url).protocol]
  try {
    const answer = await exchange(url, request, { agent, signal: ending.signal, reset })
    return { answer, error: undefined, outcome: toOutcome(answer), durationMs: performance.now() - began }
  } catch (error) {
    // The reason of the abort is clearer than the error that it causes.
    const code = toCode(ending.signal.aborted ? ending.signal.reason : error)
    return {
      answer: undefined,
      error: code,
      outcome: toErrorOutcome(code),
      durationMs: performance.now() - began,
    }
  } finally {
    cancel()
    stopped.removeEventListener('abort', stop)
  }
}

function toCode(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

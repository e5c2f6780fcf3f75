import { readText } from '@signalr-events/internal'
import type { Credential } from './credential.js'
import { ServiceError } from './errors.js'
import { withLimit } from './limit.js'
import type { ApiVersion, Settings } from './options.js'
import { isRepeatable, isUnsent, maxRetries, pause, toDelay } from './retry.js'
import { createSign, toLifetime } from './token.js'

/** One REST call. */
export interface Call {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'
  /** Below the endpoint, escaped, without query. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>>
  readonly body?: unknown
  /** The first version that has the operation. @default '2022-06-01' */
  readonly since?: string
  /** Whether repeating the call does no harm. @default by method: all but POST */
  readonly isIdempotent?: boolean
  /** Whether a success means nothing without its body. @default false */
  readonly needsBody?: boolean
  /** Codes of a 404 that are an answer and not a failure. */
  readonly notFound?: readonly string[]
  readonly signal?: AbortSignal | undefined
}

/** An answer: with success, or a 404 with one of the documented codes. */
export interface Answer {
  readonly isFound: boolean
  /** The body as JSON; `undefined` if it is empty. */
  readonly body: unknown
}

/** Makes a call. @throws {ServiceError} */
export type Request = (call: Call) => Promise<Answer>

/** Pages of a list have 200 connections at most. A longer answer is not of the service. */
const MAX_BYTES = 4 * 1024 * 1024
/** How long the body of an answer is read that is complete without it, in milliseconds. */
const SPARE_BODY_MS = 1_000
/** Tokens of REST calls are used at once, in seconds. */
const tokenLifetime = 300
const scope = 'https://signalr.azure.com/.default'

/** Makes the function that makes all calls: with a token, a time limit and repetitions. */
export function createRequest(settings: Settings): Request {
  const authorize = createAuthorize(settings)
  const { serverEndpoint, timeout, apiVersion } = settings
  return (call) => {
    const url = `${serverEndpoint}${call.path}${toQuery(call, apiVersion)}`
    const body = call.body === undefined ? undefined : JSON.stringify(call.body)
    const end = Date.now() + timeout
    return withLimit(timeout, call.signal, async (signal) => {
      const attempt = async () => {
        const authorization = `Bearer ${await authorize(call.path, signal)}`
        signal.throwIfAborted()
        return send(url, call, authorization, body, signal)
      }
      return toAnswer(await repeat(attempt, call, end, signal), call)
    })
  }
}

function toQuery({ query = {}, since = '' }: Call, apiVersion: ApiVersion): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const each of [value ?? []].flat()) parameters.append(name, String(each))
  }
  parameters.append('api-version', since > apiVersion ? since : apiVersion)
  return `?${parameters}`
}

type Authorize = (path: string, signal: AbortSignal) => Promise<string>

// The audience is the URL without query. Azure's own SDK takes the public endpoint for it, also behind a proxy.
function createAuthorize({ auth, endpoint }: Settings): Authorize {
  if ('credential' in auth) return (_, signal) => getToken(auth.credential, signal)
  const sign = createSign(auth.accessKey)
  return (path) => sign(`${endpoint}${path}`, toLifetime(tokenLifetime))
}

async function getToken(credential: Credential, abortSignal: AbortSignal): Promise<string> {
  const message = 'The credential gave no token.'
  let answer: { readonly token: string } | null
  try {
    answer = await credential.getToken(scope, { abortSignal })
  } catch (cause) {
    throw new ServiceError(message, 'CREDENTIAL_FAILED', { cause })
  }
  // A line break would make `fetch` throw an error that shows the token.
  if (typeof answer?.token === 'string' && /^[\w.~+/=-]+$/.test(answer.token)) return answer.token
  throw new ServiceError(message, 'CREDENTIAL_FAILED')
}

/** An answer that has arrived as a whole. */
interface Received {
  readonly status: number
  readonly ok: boolean
  readonly headers: Response['headers']
  /** As JSON; `undefined` if it is empty, or something else. */
  readonly body: unknown
}

/** Sends a request. What is returned and not thrown may be repeated. */
async function send(
  url: string,
  { method, needsBody = false }: Call,
  authorization: string,
  body: string | undefined,
  signal: AbortSignal,
): Promise<Received | ServiceError> {
  const headers = { authorization, ...(body !== undefined && { 'content-type': 'application/json' }) }
  const reading = new AbortController()
  const init = { method, headers, body: body ?? null, signal: AbortSignal.any([signal, reading.signal]) }
  try {
    // Redirects are not followed: the token is for this URL alone.
    const response = await fetch(url, { ...init, redirect: 'manual' })
    const { status, ok, headers: received } = response
    const text = ok && needsBody ? readText(response, MAX_BYTES) : readSpare(response, reading)
    return { status, ok, headers: received, body: parseJson(await text) }
  } catch (cause) {
    signal.throwIfAborted()
    return new ServiceError('The service cannot be reached.', 'UNREACHABLE', { cause })
  }
}

/**
 * Reads a body that is not needed, since the connection is kept for the next call only if it was read. The status has
 * arrived: an accepted message must not look like a lost one because its body is.
 */
async function readSpare(response: Response, reading: AbortController): Promise<string | undefined> {
  const timer = setTimeout(() => reading.abort(), SPARE_BODY_MS)
  try {
    return await readText(response, MAX_BYTES)
  } catch {
    return undefined
  } finally {
    clearTimeout(timer)
  }
}

async function repeat(
  attempt: () => Promise<Received | ServiceError>,
  { method, isIdempotent = method !== 'POST' }: Call,
  end: number,
  signal: AbortSignal,
): Promise<Received> {
  for (let retries = 0; ; retries++) {
    const outcome = await attempt()
    const response = outcome instanceof ServiceError ? undefined : outcome
    const delay = toDelay(response, retries)
    // Without time for another attempt, the reason of this one says more than a time-out.
    const isLast = retries === maxRetries || Date.now() + delay >= end
    const isHarmless = isIdempotent || (outcome instanceof ServiceError && isUnsent(outcome.cause))
    if (isLast || !isRepeatable(response, isHarmless)) {
      if (outcome instanceof ServiceError) throw outcome
      return outcome
    }
    await pause(delay, signal)
  }
}

function toAnswer({ status, headers, ok, body }: Received, { notFound = [] }: Call): Answer {
  if (ok) return { isFound: true, body }
  const code = toCode(headers.get('x-ms-error-code')) ?? readCode(body) ?? 'HTTP_ERROR'
  if (status === 404 && notFound.includes(code)) return { isFound: false, body }
  throw new ServiceError(`The service answered ${status} ${code}.`, code, { status })
}

/** A code of a failure, from its header or body. Anything that does not look like a code is left out. */
function toCode(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Z][A-Za-z.]{1,99}$/.test(value) ? value : undefined
}

/** The `code` of a body, or of its `error`. */
function readCode(body: unknown): string | undefined {
  const { code, error } = Object(body) as Record<string, unknown>
  return toCode(code) ?? toCode(Object(error).code)
}

/** The value of JSON; `undefined` if it is something else, as the failures of version 1 and of proxies are. */
function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}

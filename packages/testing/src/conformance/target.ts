import type { Received } from './subject.js'

/** A request to a target. */
export interface TargetRequest {
  /** The HTTP method. */
  readonly method: string
  /** The headers. @default none */
  readonly headers?: Readonly<Record<string, string>>
  /** The body. @default none */
  readonly body?: string | Uint8Array | undefined
}

/** The answer of a target. */
export interface Answer {
  /** The HTTP status. */
  readonly status: number
  /** The value of a header, its name in any case; `undefined` if the answer has none. */
  header(name: string): string | undefined
  /** The body as text. */
  readonly body: string
}

/** A server in which a {@link Subject} is mounted. */
export interface Target {
  /** Sends a request to a path after the mount's base path. */
  send(path: string, request: TargetRequest): Promise<Answer>
  /** Returns what the subject received since the last call. */
  received(): Promise<Received> | Received
}

/**
 * Creates a target that sends requests over HTTP.
 *
 * @param url the URL of the server, base path included
 * @example
 * ```ts
 * import { createSubject, fetchTarget } from '@signalr-events/testing/conformance'
 *
 * const subject = createSubject()
 * const target = fetchTarget('http://127.0.0.1:3000', subject.received)
 * ```
 */
export function fetchTarget(url: string, received: Target['received']): Target {
  return {
    received,
    async send(path, { method, headers = {}, body }) {
      const response = await fetch(url + path, {
        method,
        headers,
        body: body ?? null,
        redirect: 'manual',
      } as RequestInit)
      const text = await response.text()
      return {
        status: response.status,
        header: (name) => response.headers.get(name) ?? undefined,
        body: text,
      }
    },
  }
}

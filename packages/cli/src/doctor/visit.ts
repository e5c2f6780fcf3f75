import type { CloudEvent, EventGridEvent } from '@signalr-events/core'
import type { HttpAnswer } from '@signalr-events/simulator'
import type { DeliveryBuilder, EventDetails, EventGridRequest } from '@signalr-events/testing'
import type { Level } from '@signalr-events/testing/conformance'
import type { Headers } from '../headers.js'
import type { FindingCode } from './findings.js'

/** A webhook, and how to examine it with one schema. */
export interface Visit {
  readonly url: URL
  readonly builder: DeliveryBuilder<EventGridEvent | CloudEvent>
  /** What every event says. */
  readonly details: EventDetails
  /** The name of the event subscription. */
  readonly subscription: string | undefined
  /** Headers that go with every POST, as delivery properties of the subscription do. */
  readonly headers: Headers
  /** How long an answer may take, in milliseconds. */
  readonly timeoutMs: number
  /** How long half of a body is held back, in milliseconds. */
  readonly holdMs: number
}

/** A request, and what came of it. */
export interface Exchange {
  readonly request: EventGridRequest
  /** Whether the body was held back in the middle, or all that may be a key was left out. */
  readonly manner: 'whole' | 'half' | 'keyless'
  readonly answer?: HttpAnswer
  /** Why there is no answer. */
  readonly error?: unknown
}

/** Why a check failed. */
export interface Diagnosis {
  readonly code: FindingCode
  /** What shows it. */
  readonly exchange: Exchange
  /** What the check says is wrong. */
  readonly message: string
  /** The change of the requests with which the check passes, if one was found. */
  readonly changed: string | undefined
}

/** What became of a check with one schema. */
export interface Result {
  readonly id: string
  readonly level: Level
  readonly schema: Visit['builder']['schema']
  /** `undefined` when the check passed. */
  readonly diagnosis: Diagnosis | undefined
}

import type { DeliverySchema } from '@signalr-events/core'
import type { HttpAnswer } from '@signalr-events/simulator'
import type { EventGridRequest } from '@signalr-events/testing'
import type { Level } from '@signalr-events/testing/conformance'
import type { FindingCode } from './findings.js'

/** A request and its answer. */
export interface Exchange {
  readonly request: EventGridRequest
  /** `half`: the body was held back in the middle. `keyless`: query and headers, which may hold a key, were left out. */
  readonly mode: 'whole' | 'half' | 'keyless'
  readonly answer?: HttpAnswer
  /** Why there is no answer. */
  readonly error?: unknown
}

/** Why a check failed. */
export interface Diagnosis {
  readonly code: FindingCode
  /** The exchange that shows it. */
  readonly exchange: Exchange
  /** The error message of the check. */
  readonly message: string
  /** The change of the request with which the check passes, if there is one. */
  readonly acceptedChange: string | undefined
}

/** The result of a check with one schema. */
export interface Result {
  readonly id: string
  readonly level: Level
  readonly schema: DeliverySchema
  /** `undefined` if the check passed. */
  readonly diagnosis: Diagnosis | undefined
}

import type { Level } from '@signalr-events/testing/conformance'

/** What a finding says to the owner of the webhook. */
export interface FindingDescription {
  /** `MUST`: events are lost or none arrive. `SHOULD`: the webhook could be better. */
  readonly level: Level
  /** What is wrong. */
  readonly description: string
  /** What to do. */
  readonly fix: string
  /** Codes of findings that are only symptoms of this one. */
  readonly explains?: readonly string[]
}

import type { Level } from '@signalr-events/testing/conformance'

/** What a finding tells whoever runs the webhook. */
export interface Meaning {
  /** Whether events are lost or none come (MUST), or the webhook is merely less good (SHOULD). */
  readonly level: Level
  /** What is wrong, in plain words. */
  readonly means: string
  /** What to do about it. */
  readonly cure: string
  /** Findings that are only symptoms of this one. */
  readonly explains?: readonly string[]
}

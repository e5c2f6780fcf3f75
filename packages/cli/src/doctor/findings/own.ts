import { failures } from '@signalr-events/core/failures'
import type { FindingDescription } from './description.js'

/** An error code of signalr-events. */
export type OwnCode = keyof typeof failures

/** The errors of signalr-events, from its own table. */
export const own: Readonly<Record<OwnCode, FindingDescription>> = Object.fromEntries(
  Object.entries(failures).map(([code, { description, fix }]) => [
    code,
    { description, fix, level: code === 'OVERLOADED' ? 'SHOULD' : 'MUST' },
  ]),
) as unknown as Record<OwnCode, FindingDescription>

import { type Failure, failures } from '@signalr-events/core/failures'
import type { Meaning } from './meaning.js'

/** An error code of signalr-events. */
export type OwnCode = keyof typeof failures

/** The errors of signalr-events, explained by its own table. */
export const own: Readonly<Record<OwnCode, Meaning>> = Object.fromEntries(
  Object.entries(failures).map(([code, failure]) => [
    code,
    { ...explain(failure), level: code === 'OVERLOADED' ? 'SHOULD' : 'MUST' },
  ]),
) as unknown as Record<OwnCode, Meaning>

/** The one place that knows the names of the table's fields. */
function explain({ description, fix }: Failure): Pick<Meaning, 'means' | 'cure'> {
  return { means: description, cure: fix }
}

import type { ConnectionEvent } from '@signalr-events/core'
import type { Store } from './store.js'

/**
 * Makes keys: what makes an event the same event. An id is unique only together with source and type, and Microsoft
 * writes the source in any case.
 */
export function createToKey(store: Store): (event: ConnectionEvent) => string {
  let lastSource: string | undefined
  let scope = ''
  return ({ source, type, id, connectionId }) => {
    // It is the same for all events of a delivery, as a rule.
    if (source !== lastSource) {
      lastSource = source
      const same = source.toLowerCase()
      scope = store.intern?.(same) ?? same
    }
    return join([scope, type.charAt(0), id, connectionId])
  }
}

/** What runs into its neighbours when joined, or is not itself any more in UTF-8. */
const blurred = /[\n\ud800-\udfff]/

/**
 * Different texts for different lists: JSON, which has no line feeds, stands for those with something blurred. `join`
 * makes a string of one piece; `+` makes one that keeps its pieces alive.
 */
function join(fields: readonly string[]): string {
  return fields.some((field) => blurred.test(field)) ? JSON.stringify(fields) : fields.join('\n')
}

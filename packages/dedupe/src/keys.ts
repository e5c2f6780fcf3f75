import type { ConnectionEvent } from '@signalr-events/core'
import type { Store } from './store.js'

/** What runs into its neighbours when joined, or is not itself any more in UTF-8. */
const blurred = /[\n\ud800-\udfff]/

/**
 * Makes keys: what makes an event the same event. An id is unique only together with source and type, and Microsoft
 * writes the source in any case.
 *
 * Different texts for different events: JSON, which has no line feeds, stands for those with something blurred.
 */
export function createToKey(store: Store): (event: ConnectionEvent) => string {
  let lastSource: string | undefined
  let scope = ''
  let isScopeBlurred = false
  return ({ source, type, id, connectionId }) => {
    // It is the same for all events of a delivery, as a rule.
    if (source !== lastSource) {
      lastSource = source
      const same = source.toLowerCase()
      scope = store.intern?.(same) ?? same
      isScopeBlurred = blurred.test(scope)
    }
    if (isScopeBlurred || blurred.test(id) || blurred.test(connectionId)) {
      return JSON.stringify([scope, type, id, connectionId])
    }
    // `join` makes a string of one piece; `+` makes one that keeps its pieces alive.
    return [scope, type.charAt(0), id, connectionId].join('\n')
  }
}

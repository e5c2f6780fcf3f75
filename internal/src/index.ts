export { drainIncoming, type Incoming, MAX_DRAIN_MS, toDrainLimit } from './drain.js'
export { toMilliseconds } from './duration.js'
export { isLoopback, toHostName } from './host.js'
export { isSetByHttp } from './http-headers.js'
export { isPromiseLike } from './is-promise-like.js'
export {
  checkNames,
  isCount,
  isFunction,
  isListOf,
  isMilliseconds,
  isText,
  type Rules,
  readOptions,
} from './options.js'
export { createRandom } from './random.js'
export { type ReadableIncoming, readIncoming } from './read-incoming.js'
export { readText } from './read-text.js'
export { MAX_TIMEOUT_MS, sleep, withTimeout } from './timers.js'

export { isPromiseLike } from './is-promise-like.js'
export { isCount, isFunction, isListOf, isMilliseconds, isText, type Rules, readOptions } from './options.js'
export { createRandom } from './random.js'
export { MAX_TIMEOUT_MS, sleep, withTimeout } from './timers.js'

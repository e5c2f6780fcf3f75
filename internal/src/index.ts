export { toMilliseconds } from './duration.js'
export { isPromiseLike } from './is-promise-like.js'
export { isCount, isFunction, isListOf, isMilliseconds, isText, type Rules, readOptions } from './options.js'
export { MAX_TIMEOUT_MS, sleep, withTimeout } from './timers.js'

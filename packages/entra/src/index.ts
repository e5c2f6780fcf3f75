export { entra } from './entra.js'
export { EntraError, type EntraErrorCode, type EntraFailure, entraFailures } from './errors.js'
export type { Cloud, EntraOptions } from './options.js'

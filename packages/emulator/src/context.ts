import type { Lifecycle } from './lifecycle.js'
import type { Receive } from './receive.js'
import type { Registry } from './registry.js'
import type { Settings } from './settings.js'
import type { Tokens } from './token.js'

/** What the parts of one service share. */
export interface Context {
  readonly settings: Settings
  readonly registry: Registry
  readonly lifecycle: Lifecycle
  readonly receive: Receive
  readonly tokens: Tokens
  /** The URL of the service, known when it listens. */
  endpoint: string
  /** How many of the next negotiates are refused, and how. */
  refusal: { times: number; how: 429 | 401 | 500 | 'hang' }
}

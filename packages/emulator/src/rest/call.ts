import type { Hub } from '../connection.js'
import type { Context } from '../context.js'
import type { Answer } from './answer.js'
import type { Payload } from './body.js'

/** A call of an operation. */
export interface Call {
  readonly context: Context
  readonly path: string
  readonly query: URLSearchParams
  readonly hub: Hub
  readonly user: string
  readonly group: string
  readonly connectionId: string
  readonly payload: Payload | undefined
}

/** `false` for the documented 404; `true` for success, unless there is a body. */
export type Result = boolean | { readonly json: unknown } | { readonly refused: Answer }

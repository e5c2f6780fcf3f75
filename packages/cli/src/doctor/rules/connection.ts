import { toConnectionFailure } from '../../failure.js'
import type { Rule } from './rule.js'

/** The cause if the answer took too long. */
export const fromTimeout: Rule = ({ exchange: { error } }) =>
  error instanceof Error && error.name === 'TimeoutError' ? 'TOO_SLOW' : undefined

/** The cause if there is no answer. */
export const fromConnection: Rule = ({ exchange: { error } }) => toConnectionFailure(error)

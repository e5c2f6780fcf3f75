import { toConnectionFailure } from '../../failure.js'
import type { Rule } from './rule.js'

/** Whether the time was over. */
export const fromTimeout: Rule = ({ exchange: { error } }) =>
  error instanceof Error && error.name === 'TimeoutError' ? 'TOO_SLOW' : undefined

/** Why there is no answer. */
export const fromConnection: Rule = ({ exchange: { error } }) => toConnectionFailure(error)

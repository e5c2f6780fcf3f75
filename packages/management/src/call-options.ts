import { isListOf, isText, type Rules, readOptions } from '@signalr-events/internal'
import type { AddUserOptions, CallOptions, CloseManyOptions, CloseOptions, SendOptions } from './types.js'

export const signalRule: Rules<CallOptions>['signal'] = [
  (value: unknown) => value instanceof AbortSignal,
  'an AbortSignal',
]

/** The largest number that the service takes for an integer. */
export const MAX_INT32: number = 2 ** 31 - 1

const signal = signalRule
const excluded = [isListOf(isText), 'a list of connection ids'] as const
const reason = [(value: unknown) => typeof value === 'string', 'a string'] as const
const isTtl = (value: unknown): boolean =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_INT32

export const callRules: Rules<CallOptions> = { signal }
export const sendRules: Rules<SendOptions> = { excluded, signal }
export const closeRules: Rules<CloseOptions> = { reason, signal }
export const closeManyRules: Rules<CloseManyOptions> = { excluded, reason, signal }
export const addUserRules: Rules<AddUserOptions> = {
  ttl: [isTtl, `a whole number of seconds, from 0 to ${MAX_INT32}`],
  signal,
}

/**
 * Checks the options of a call. One that does not exist is refused: a misspelled `excluded` would send to the
 * connections that it names.
 *
 * @throws {TypeError} for a wrong or unknown option
 */
export function readCallOptions<Options extends object>(
  options: Options | undefined,
  rules: Rules<Options>,
): Options {
  return options === undefined ? ({} as Options) : readOptions('management', options, rules, {})
}

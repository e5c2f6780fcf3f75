import { MAX_TIMEOUT_MS } from './timers.js'

/** For each option: a check, a description for error messages, and `'required'` if there is no default. */
export type Rules<Options> = {
  readonly [Name in keyof Options]-?: readonly [
    isValid: (value: unknown) => boolean,
    description: string,
    presence?: 'required',
  ]
}

/** Options with their defaults filled in. */
type WithDefaults<Options, Defaults> = Omit<Options, keyof Defaults> & {
  readonly [Name in keyof Defaults & keyof Options]-?: NonNullable<Options[Name]>
}

/**
 * Checks options and fills in the defaults. An option that is `undefined` counts as left out.
 *
 * @param owner the function that takes the options, named in errors
 * @throws {TypeError} for what is no object, an unknown name, a wrong value or a missing required option
 */
export function readOptions<Options extends object, Defaults extends Partial<Options>>(
  owner: string,
  options: Options,
  rules: Rules<Options>,
  defaults: Defaults,
): WithDefaults<Options, Defaults> {
  checkNames(owner, options, rules)
  const settings: Record<string, unknown> = { ...defaults }
  for (const name of Object.keys(rules) as (keyof Options & string)[]) {
    const [isValid, description, presence] = rules[name]
    const value = Object.hasOwn(options, name) ? options[name] : undefined
    if (value === undefined && presence !== 'required') continue
    if (!isValid(value)) throw new TypeError(`${owner}: '${name}' must be ${description}`)
    settings[name] = value
  }
  return settings as WithDefaults<Options, Defaults>
}

/**
 * Refuses an option that does not exist, which is usually misspelled.
 *
 * @param known has the names of all options
 * @throws {TypeError} for what is no object, or an unknown name
 */
export function checkNames(owner: string, options: object, known: object): void {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`${owner}: options must be an object`)
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(known, name)) throw new TypeError(`${owner}: there is no option '${name}'`)
  }
}

/** A whole number of at least 1. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1
}

/** Milliseconds that a timer can wait, more than 0. */
export function isMilliseconds(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value <= MAX_TIMEOUT_MS
}

export function isFunction(value: unknown): boolean {
  return typeof value === 'function'
}

/** A string that is not empty. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

export function isListOf(isValid: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => Array.isArray(value) && value.every(isValid)
}

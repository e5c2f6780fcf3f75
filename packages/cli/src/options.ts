import { isSetByHttp } from '@signalr-events/internal'
import { type Duration, toMs } from '@signalr-events/simulator/duration'
import { Argument, InvalidArgumentError, Option } from 'commander'
import type { Headers } from './headers.js'

/** Creates the argument `<url>`. */
export function urlArgument(): Argument {
  return new Argument(
    '<url>',
    'URL of the webhook: the endpoint of the event subscription, with its query',
  ).argParser(parseUrl)
}

/** Parses the URL of a webhook. */
export function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw new InvalidArgumentError('It is not an http or https URL, such as http://localhost:3000/events.')
  return url
}

/** Creates a parser of numbers from `min` to `max`. */
export function toNumber(min: number, max: number = Number.MAX_VALUE): (text: string) => number {
  const range = max === Number.MAX_VALUE ? `${min} on` : `${min} to ${max}`
  return (text) => {
    const number = Number(text)
    if (text.trim() === '' || !(number >= min && number <= max))
      throw new InvalidArgumentError(`It is not a number from ${range}.`)
    return number
  }
}

/** Creates a parser of whole numbers from `min` to `max`. */
export function toWholeNumber(min: number, max?: number): (text: string) => number {
  const parse = toNumber(min, max)
  return (text) => {
    const number = parse(text)
    if (!Number.isInteger(number)) throw new InvalidArgumentError('It is not a whole number.')
    return number
  }
}

/**
 * Creates the option `--header 'name: value'`, which may be repeated: delivery properties, or a key.
 * @see https://learn.microsoft.com/azure/event-grid/delivery-properties
 */
export function headerOption(): Option {
  return new Option(
    '-H, --header <name: value>',
    'header of every POST; repeat the option for up to 10 headers',
  )
    .default({}, 'none')
    .argParser((text: string, others: Headers) => {
      const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):\s*([\t\x20-\x7e]*)$/.exec(text) ?? []
      if (name === undefined || value === undefined)
        throw new InvalidArgumentError("It is not of the form 'name: value'.")
      if (/^aeg-/i.test(name)) throw new InvalidArgumentError('It is reserved for Event Grid.')
      if (isSetByHttp(name)) throw new InvalidArgumentError('HTTP sets it. Only other headers can be added.')
      if (value.length > 4096) throw new InvalidArgumentError('Its value is longer than 4,096 bytes.')
      const headers = { ...others, [name.toLowerCase()]: value }
      if (Object.keys(headers).length > 10) throw new InvalidArgumentError('Event Grid sends up to ten.')
      return headers
    })
}

/** Creates the option `--schema`. */
export function schemaOption(description: string): Option {
  return new Option('--schema <schema>', description).choices(['eventgrid', 'cloudevents'])
}

/** Creates the option `--subscription`. Its value is sent in a header. */
export function subscriptionOption(description = 'name of the event subscription'): Option {
  return new Option('--subscription <name>', description).argParser((text: string) => {
    if (!/^[\x20-\x7e]+$/.test(text)) throw new InvalidArgumentError('It is not printable ASCII.')
    return text
  })
}

/**
 * Creates the option `--source`. Webhooks refuse events without a source.
 *
 * @param defaultSource a description of the default
 */
export function sourceOption(
  defaultSource: string,
  description = 'Azure resource id of the SignalR Service',
): Option {
  return new Option('--source <resource id>', description)
    .default(undefined, defaultSource)
    .argParser(parseText)
}

/** Parses a text that is not empty. Webhooks drop events without a hub, a connection or an id. */
export function parseText(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It is empty.')
  return text
}

/** Creates the option `--timeout`, in seconds. The default is the timeout of Event Grid. */
export function timeoutOption(): Option {
  return new Option('--timeout <seconds>', 'how long the webhook may take to answer, in seconds')
    .default(30)
    .argParser(toNumber(0.001, 3600))
}

/** Creates the option `--json`. */
export function jsonOption(): Option {
  return new Option('--json', 'print the result as one JSON document')
}

/** Creates a parser of durations like `90s` from `min` to `max`. It returns milliseconds. */
export function toDuration(min: Duration, max: Duration): (text: string) => number {
  return (text) => {
    const ms = parseDuration(text)
    if (ms < toMs(min) || ms > toMs(max)) throw new InvalidArgumentError(`It is not from ${min} to ${max}.`)
    return ms
  }
}

function parseDuration(text: string): number {
  try {
    return toMs(text as Duration)
  } catch {
    throw new InvalidArgumentError("It is not of the form '90s', '10m' or '2h'.")
  }
}

/** Parses names that are separated by commas. */
export function parseNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim())
  if (names.includes('')) throw new InvalidArgumentError("It is not of the form 'one,two'.")
  return names
}

import { Argument, InvalidArgumentError, Option } from 'commander'
import type { Headers } from './headers.js'

/** `<url>`, the webhook. */
export function urlArgument(): Argument {
  return new Argument(
    '<url>',
    'the webhook: the endpoint URL of the event subscription, with its query',
  ).argParser(parseUrl)
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw new InvalidArgumentError('It is not an http or https URL.')
  return url
}

/** A number from `least` on, up to `most` if there is one. */
export function toNumber(least: number, most: number = Number.MAX_VALUE): (text: string) => number {
  const range = most === Number.MAX_VALUE ? `${least} on` : `${least} to ${most}`
  return (text) => {
    const number = Number(text)
    if (text.trim() === '' || !(number >= least && number <= most))
      throw new InvalidArgumentError(`It is not a number from ${range}.`)
    return number
  }
}

/** A whole number from `least` on, up to `most` if there is one. */
export function toWholeNumber(least: number, most?: number): (text: string) => number {
  const parse = toNumber(least, most)
  return (text) => {
    const number = parse(text)
    if (!Number.isInteger(number)) throw new InvalidArgumentError('It is not a whole number.')
    return number
  }
}

/**
 * `--header 'name: value'`, as often as need be: delivery properties, or a key.
 * @see https://learn.microsoft.com/azure/event-grid/delivery-properties
 */
export function headerOption(): Option {
  return new Option('-H, --header <name: value>', 'a header to send with every POST, up to ten of them')
    .default({}, 'none')
    .argParser((text: string, others: Headers) => {
      const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):\s*([\t\x20-\x7e]*)$/.exec(text) ?? []
      if (name === undefined || value === undefined)
        throw new InvalidArgumentError("It is not of the form 'name: value'.")
      if (/^aeg-/i.test(name)) throw new InvalidArgumentError("It is one of Event Grid's own.")
      if (value.length > 4096) throw new InvalidArgumentError('Its value is longer than 4,096 bytes.')
      const headers = { ...others, [name.toLowerCase()]: value }
      if (Object.keys(headers).length > 10) throw new InvalidArgumentError('Event Grid sends up to ten.')
      return headers
    })
}

/** `--schema`, of what the description says. */
export function schemaOption(description: string): Option {
  return new Option('--schema <schema>', description).choices(['eventgrid', 'cloudevents'])
}

/** `--subscription`, which goes into a header. */
export function subscriptionOption(description: string): Option {
  return new Option('--subscription <name>', description).argParser((text: string) => {
    if (!/^[\x20-\x7e]+$/.test(text)) throw new InvalidArgumentError('It is not printable ASCII.')
    return text
  })
}

/** `--timeout`, in seconds; as long as Event Grid waits unless told otherwise. */
export function timeoutOption(): Option {
  return new Option('--timeout <seconds>', 'how long to wait for an answer')
    .default(30)
    .argParser(toNumber(0.001, 3600))
}

/** `--json`, for machines. */
export function jsonOption(): Option {
  return new Option('--json', 'print JSON')
}

import { InvalidArgumentError, Option } from 'commander'

/** Headers by name. */
export type Headers = Readonly<Record<string, string>>

/** An argument that is the URL of a webhook. */
export function parseUrl(text: string): URL {
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

/** `--header 'name: value'`, as often as need be: delivery properties, or a key. */
export function headerOption(): Option {
  return new Option('-H, --header <name: value>', 'a header to send, as often as need be')
    .default({}, 'none')
    .argParser((text: string, others: Headers) => {
      const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):\s*([\t\x20-\x7e]*)$/.exec(text) ?? []
      if (name === undefined || value === undefined)
        throw new InvalidArgumentError("It is not of the form 'name: value'.")
      return { ...others, [name.toLowerCase()]: value }
    })
}

/** Text that goes into a header, in printable ASCII. */
export function parseHeaderText(text: string): string {
  if (!/^[\x20-\x7e]+$/.test(text)) throw new InvalidArgumentError('It is not printable ASCII.')
  return text
}

/** `--json`, for machines. */
export function jsonOption(): Option {
  return new Option('--json', 'print JSON')
}

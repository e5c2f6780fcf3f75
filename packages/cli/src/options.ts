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

/** A number from `least` on. */
export function toNumber(least: number): (text: string) => number {
  return (text) => {
    const number = Number(text)
    if (text.trim() === '' || !Number.isFinite(number) || number < least)
      throw new InvalidArgumentError(`It is not a number from ${least} on.`)
    return number
  }
}

/** `--header 'name: value'`, as often as need be: delivery properties, or a key. */
export function headerOption(): Option {
  return new Option('-H, --header <name: value>', 'a header to send, as often as need be')
    .default({}, 'none')
    .argParser((text: string, others: Headers) => {
      const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):\s*(.*)$/.exec(text) ?? []
      if (name === undefined || value === undefined)
        throw new InvalidArgumentError("It is not of the form 'name: value'.")
      return { ...others, [name.toLowerCase()]: value }
    })
}

/** `--json`, for machines. */
export function jsonOption(): Option {
  return new Option('--json', 'print JSON')
}

import { stripVTControlCharacters } from 'node:util'

/** The number of columns that text for a stream may take: 80 unless a terminal reports its own, from 40 to 100. */
export function toWidth(stream: NodeJS.WritableStream & { readonly columns?: number }): number {
  return Math.min(Math.max(stream.columns || 80, 40), 100)
}

/**
 * Breaks text into lines at its spaces. A word that is longer than a line, such as a URL, stays whole.
 *
 * @param width the maximum number of columns, including the indentation
 * @param indent what every line but the first starts with
 * @param used how many columns of the first line are already taken
 */
export function wrap(text: string, width: number, indent = '', used = 0): string {
  let line = ''
  let column = used
  for (const word of text.split(' ')) {
    const length = stripVTControlCharacters(word).length
    const isFirst = line === ''
    if (!isFirst && column + 1 + length > width) {
      line += `\n${indent}${word}`
      column = indent.length + length
    } else {
      line += isFirst ? word : ` ${word}`
      column += (isFirst ? 0 : 1) + length
    }
  }
  return line.replaceAll(unbreakable, ' ')
}

const unbreakable = '\u00a0'

/** Marks the spaces of a text so that {@link wrap} does not break it. */
export function keepTogether(text: string): string {
  return text.replaceAll(' ', unbreakable)
}

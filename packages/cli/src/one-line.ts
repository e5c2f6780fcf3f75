/** The beginning of a text of others on one line, without what a terminal would obey. */
export function toOneLine(text: string, longest = 200): string {
  const line = text.replaceAll(/[\s\p{C}]+/gu, ' ').trim()
  return line.length > longest ? `${line.slice(0, longest)}…` : line
}

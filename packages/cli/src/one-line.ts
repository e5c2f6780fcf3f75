/** The beginning of a text on one line, without control characters that a terminal would interpret. */
export function toOneLine(text: string, maxLength = 200): string {
  const line = text.replaceAll(/[\s\p{C}]+/gu, ' ').trim()
  return line.length > maxLength ? `${line.slice(0, maxLength)}…` : line
}

/** A JSON value in a text, and where it begins. */
export interface JsonValue {
  readonly value: unknown
  readonly start: number
}

/**
 * The JSON objects and arrays of a text, one behind the other: one, lines of them, or files that were joined.
 *
 * @throws {SyntaxError} with the line, and nothing of the text
 */
export function* parseValues(text: string): Generator<JsonValue> {
  let start = skipSpace(text, 0)
  while (start < text.length) {
    const end = findEnd(text, start)
    yield { value: parseValue(text, start, end), start }
    start = skipSpace(text, end)
  }
}

/** The line of a place in a text, from 1 on. */
export function lineAt(text: string, place: number): number {
  return text.slice(0, place).split('\n').length
}

function skipSpace(text: string, from: number): number {
  // A byte order mark counts as space: joined files bring it along.
  const space = /\s*/y
  space.lastIndex = from
  return from + (space.exec(text)?.[0].length ?? 0)
}

/** The place behind the value that begins at `start`, by its brackets. */
function findEnd(text: string, start: number): number {
  let depth = 0
  for (let i = start; i < text.length; i++) {
    const character = text[i]
    if (character === '"') i = findQuote(text, i)
    else if (character === '{' || character === '[') depth++
    else if (character === '}' || character === ']') depth--
    if (depth <= 0) return i + 1
  }
  throw new SyntaxError(`line ${lineAt(text, start)}: what begins here does not end`)
}

/** The place of the quote that ends a string. */
function findQuote(text: string, start: number): number {
  for (let i = start + 1; i < text.length && text[i] !== '\n'; i++) {
    if (text[i] === '"') return i
    if (text[i] === '\\') i++
  }
  throw new SyntaxError(`line ${lineAt(text, start)}: a string does not end`)
}

function parseValue(text: string, start: number, end: number): unknown {
  try {
    return JSON.parse(text.slice(start, end))
  } catch (error) {
    // The message may quote the text; all that is wanted of it is the place, if it names one.
    const place = Number(/position (\d+)/.exec(String(error))?.[1] ?? 0)
    throw new SyntaxError(`line ${lineAt(text, start + place)}: not JSON`)
  }
}

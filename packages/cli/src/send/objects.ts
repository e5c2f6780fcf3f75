/** A JSON object in a text. */
export interface Found {
  readonly value: unknown
  /** Describes where it begins. The line is counted only on this call. */
  place(): string
}

/**
 * Finds the JSON objects of a text in order: a single object, an array, one object per line, or several such texts.
 *
 * @throws {SyntaxError} with the place, but nothing of the text
 */
export function* findObjects(text: string): Generator<Found> {
  let arrays = 0
  let count = 0
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? ''
    if (character === '{') {
      const place = describePlace(text, i, ++count)
      const end = findEnd(text, i, place)
      yield { value: parse(text.slice(i, end), place), place }
      i = end - 1
    } else if (character === '[') arrays++
    else if (character === ']') arrays--
    // \s includes the byte order mark, which joined files contain.
    else if (!/[\s,]/.test(character))
      throw new SyntaxError(`${describePlace(text, i, count + 1)()}: no event`)
  }
  if (arrays !== 0) throw new SyntaxError('an array does not end, or does not begin')
}

function describePlace(text: string, start: number, count: number): () => string {
  return () => `line ${text.slice(0, start).split('\n').length}, event ${count}`
}

/** Returns the index after the object that begins at `start`, by matching braces. */
function findEnd(text: string, start: number, place: () => string): number {
  let depth = 0
  let quoted = false
  for (let i = start; i < text.length; i++) {
    const character = text[i]
    if (quoted && character === '\\') i++
    else if (character === '"') quoted = !quoted
    else if (quoted && character === '\n') break
    else if (!quoted && character === '{') depth++
    else if (!quoted && character === '}' && --depth === 0) return i + 1
  }
  throw new SyntaxError(`${place()}: ${quoted ? 'a string' : 'the event'} does not end`)
}

function parse(json: string, place: () => string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    // The parser's own error quotes the text, which may be secret.
    throw new SyntaxError(`${place()}: not JSON`)
  }
}

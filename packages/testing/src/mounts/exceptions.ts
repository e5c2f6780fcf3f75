const text = { 'not-utf8': 'the parser in front replaces broken UTF-8 before anyone can see it' }

const handshakes = ['', '-us', '-case', '-other-origin', '-lookalike', '-unauthorized'].map(
  (end) => `handshake-options${end}`,
)

/** What parsers and CORS middleware in front of a webhook take away, for {@link Mount.cannot}. */
export const exceptions: Readonly<
  Record<'text' | 'parsed' | 'small' | 'cors', Readonly<Record<string, string>>>
> = {
  /** In front, something decodes the body to text. */
  text,
  /** In front, a parser reads the body, whatever its size. */
  parsed: { ...text, 'too-large': 'the limit is that of the parser in front' },
  /** In front, a parser refuses bodies over 100 kB. Mount the webhook before it. */
  small: { 'large-batch': 'the parser in front answers 413 to more than 100 kB' },
  /** In front, CORS middleware answers every OPTIONS. Mount the webhook before it. */
  cors: Object.fromEntries(handshakes.map((id) => [id, 'cors() in front answers OPTIONS itself'])),
}

/** 128 bits that stand for a text, as four whole numbers. Never all zero. */
export interface Fingerprint {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
}

const [c1, c2, c3, c4] = [0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93] as const

/**
 * MurmurHash3, the variant of 128 bits for x86, of a text in UTF-16 without its byte order mark. The last bit is always
 * set.
 * @see https://github.com/aappleby/smhasher/blob/master/src/MurmurHash3.cpp
 */
export function toFingerprint(text: string): Fingerprint {
  let [a, b, c, d] = [0, 0, 0, 0]
  let at = 0
  for (; at + 8 <= text.length; at += 8) {
    a = next(a ^ mix(pairIn(text, at), c1, 15, c2), 19, b, 0x561ccd1b)
    b = next(b ^ mix(pairIn(text, at + 2), c2, 16, c3), 17, c, 0x0bcaa747)
    c = next(c ^ mix(pairIn(text, at + 4), c3, 17, c4), 15, d, 0x96cd1c35)
    d = next(d ^ mix(pairIn(text, at + 6), c4, 18, c1), 13, a, 0x32ac3b17)
  }
  const bytes = 2 * text.length
  a ^= mix(pairAt(text, at), c1, 15, c2) ^ bytes
  b ^= mix(pairAt(text, at + 2), c2, 16, c3) ^ bytes
  c ^= mix(pairAt(text, at + 4), c3, 17, c4) ^ bytes
  d ^= mix(pairAt(text, at + 6), c4, 18, c1) ^ bytes
  a = (a + b + c + d) | 0
  const [e, f, g, h] = [finish(a), finish(a + b), finish(a + c), finish(a + d)]
  a = (e + f + g + h) | 0
  return { a, b: (a + f) | 0, c: (a + g) | 0, d: (a + h) | 1 }
}

/** Two characters. */
function pairIn(text: string, at: number): number {
  return text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16)
}

/** The same, where the text may have ended: to read behind its end even once makes all reading slow. */
function pairAt(text: string, at: number): number {
  if (at + 1 < text.length) return pairIn(text, at)
  return at < text.length ? text.charCodeAt(at) : 0
}

function mix(bits: number, factor: number, turn: number, factor2: number): number {
  return Math.imul(rotate(Math.imul(bits, factor), turn), factor2)
}

function next(state: number, turn: number, neighbour: number, constant: number): number {
  return (Math.imul((rotate(state, turn) + neighbour) | 0, 5) + constant) | 0
}

function rotate(bits: number, turn: number): number {
  return (bits << turn) | (bits >>> (32 - turn))
}

function finish(state: number): number {
  let bits = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return bits ^ (bits >>> 16)
}

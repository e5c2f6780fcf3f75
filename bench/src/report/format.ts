import type { Spread } from '../spread.js'

/** A ratio with its quartiles; a dash where there is none. */
export function toRatio(spread: Spread | undefined): string {
  if (spread === undefined) return '–'
  const { median, low, high } = spread
  return `${toDigits(median)} (${toDigits(low)}–${toDigits(high)})`
}

/** A number with three digits that count. */
export function toDigits(value: number): string {
  const fraction = Math.max(0, value === 0 ? 0 : Math.min(2, 2 - Math.floor(Math.log10(Math.abs(value)))))
  return value.toLocaleString('en-US', { minimumFractionDigits: fraction, maximumFractionDigits: fraction })
}

/** A whole number with two digits that count, for prose. */
export function toRound(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 2 })
}

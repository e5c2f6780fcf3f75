import type { Spread } from '../spread.js'

/** Formats a ratio with its quartiles, or a dash. */
export function toRatio(spread: Spread | undefined): string {
  if (spread === undefined) return '–'
  const { median, low, high } = spread
  return `${toDigits(median)} (${toDigits(low)}–${toDigits(high)})`
}

/** Formats a number with three significant digits. */
export function toDigits(value: number): string {
  const fraction = Math.max(0, value === 0 ? 0 : Math.min(2, 2 - Math.floor(Math.log10(Math.abs(value)))))
  return value.toLocaleString('en-US', { minimumFractionDigits: fraction, maximumFractionDigits: fraction })
}

/** Formats a number with two significant digits, for prose. */
export function toRound(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 2 })
}

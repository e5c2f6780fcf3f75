/** Returns a number that is within limits. @throws {TypeError} that names the option and its limits */
export function checkRange(value: number, min: number, max: number, name: string): number {
  if (typeof value !== 'number' || !(value >= min && value <= max))
    throw new TypeError(`${name} must be a number from ${min} to ${max}, got ${value}`)
  return value
}

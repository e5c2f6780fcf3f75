/** How many texts are interned: more resources than any server has, and not enough to fill its memory. */
const most = 1000

/** Makes a function that gives each text a short one of its own, the same at every call. */
export function createIntern(): (text: string) => string {
  const numbers = new Map<string, string>()
  return (text) => {
    const known = numbers.get(text)
    if (known !== undefined) return known
    // No number begins like this.
    if (numbers.size >= most) return `=${text}`
    const number = String(numbers.size)
    numbers.set(text, number)
    return number
  }
}

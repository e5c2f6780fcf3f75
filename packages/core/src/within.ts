/** The longest time that a timer takes, in milliseconds; longer is for ever. */
export const longest: number = 2 ** 31 - 1

/** Waits for what ends, for so many milliseconds at most. */
export async function within(ms: number, ended: Promise<unknown>): Promise<void> {
  let timer: unknown
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([ended, late])
  clearTimeout(timer)
}

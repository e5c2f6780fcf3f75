/** What the process ends with. */
export const exitCodes = {
  ok: 0,
  /** The webhook did not do what it must. */
  failed: 1,
  /** The command could not be understood, or a file could not be read. */
  usage: 2,
} as const

/** Tells the program what to end with. */
export type Finish = (exitCode: number) => void

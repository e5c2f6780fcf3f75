/** What the process ends with. */
export const exitCodes = {
  ok: 0,
  /** The webhook did not do what it must. */
  failed: 1,
  /** The command could not be understood, or a file could not be read. */
  usage: 2,
  /** Ctrl-C: 128 and the number of the signal, as shells count. */
  interrupted: 130,
} as const

/** Tells the program what to end with. */
export type Finish = (exitCode: number) => void

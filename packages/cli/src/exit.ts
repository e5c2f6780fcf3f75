/** The exit codes of the process. */
export const exitCodes = {
  ok: 0,
  /** The webhook did not do what it must. */
  failed: 1,
  /** The command line is invalid, or a file could not be read or written. */
  usage: 2,
  /** Ctrl-C: 128 plus the number of the signal, as in shells. */
  interrupted: 130,
} as const

/** Sets the exit code. */
export type Finish = (exitCode: number) => void

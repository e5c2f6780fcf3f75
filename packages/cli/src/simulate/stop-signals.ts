import type { ReadStream } from 'node:tty'
import { exitCodes } from '../exit.js'

/** The ways in which somebody ends a simulation. */
export interface Stops {
  /** Aborts at the first of them. */
  readonly signal: AbortSignal
  /** Listens no longer, and leaves the terminal as it was. */
  close(): void
}

/** Listens for Ctrl-C, SIGTERM, and `q` where there are keys. A second Ctrl-C ends the process at once. */
export function listenForStops(keys: ReadStream | undefined): Stops {
  const stopping = new AbortController()
  const stop = () => stopping.abort()
  let interrupted = false
  const interrupt = () => {
    // Not if it is stopping for another reason: what has started it may send SIGTERM beside the terminal's SIGINT.
    if (interrupted) process.exit(exitCodes.interrupted)
    interrupted = true
    stop()
  }
  // Without echo and line by line, Ctrl-C is a key like any other.
  const press = (typed: Buffer) => {
    for (const key of typed.toString()) {
      if (key === '\x03') interrupt()
      else if (key === 'q') stop()
    }
  }
  process.on('SIGINT', interrupt).on('SIGTERM', stop)
  // Node sees to the mode when the process ends before its time.
  keys?.setRawMode(true).on('data', press)
  return {
    signal: stopping.signal,
    close() {
      process.off('SIGINT', interrupt).off('SIGTERM', stop)
      keys?.off('data', press).setRawMode(false).pause()
    },
  }
}

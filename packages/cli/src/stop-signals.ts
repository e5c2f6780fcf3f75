import type { ReadStream } from 'node:tty'
import { exitCodes } from './exit.js'

/** What stops a command that runs until then: signals and keys. */
export interface StopSignals {
  /** Is aborted by the first of them. */
  readonly signal: AbortSignal
  /** Stops listening and restores the terminal. */
  close(): void
}

/**
 * Listens for Ctrl-C, SIGTERM, the end of the terminal and, on it, `q`. A second Ctrl-C ends the process at once.
 *
 * @param onKey receives every other key
 */
export function listenForStopSignals(
  keys: ReadStream | undefined,
  onKey: (key: string) => void = () => {},
): StopSignals {
  const controller = new AbortController()
  const stop = () => controller.abort()
  let interrupted = false
  const interrupt = () => {
    // Not after SIGTERM: a parent process may send SIGTERM in addition to the terminal's SIGINT.
    if (interrupted) process.exit(exitCodes.interrupted)
    interrupted = true
    stop()
  }
  // In raw mode, Ctrl-C is an ordinary key.
  const onKeys = (typed: Buffer) => {
    for (const key of typed.toString()) {
      if (key === '\x03') interrupt()
      else if (key === 'q') stop()
      else onKey(key)
    }
  }
  process.on('SIGINT', interrupt).on('SIGTERM', stop).on('SIGHUP', stop)
  // Node restores the mode if the process exits early.
  keys?.setRawMode(true).on('data', onKeys)
  return {
    signal: controller.signal,
    close() {
      process.off('SIGINT', interrupt).off('SIGTERM', stop).off('SIGHUP', stop)
      keys?.off('data', onKeys).setRawMode(false).pause()
    },
  }
}

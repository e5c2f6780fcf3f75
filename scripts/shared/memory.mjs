// @ts-check
import { readFileSync } from 'node:fs'

/** The most memory that this process has taken, in bytes. */
export function readPeakMemory() {
  // What Linux reports as `maxRSS` counts the parent too, whose copy a process is until it starts its program.
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024
  const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  return Number(kilobytes) * 1024
}

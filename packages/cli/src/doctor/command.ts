import { Command } from 'commander'
import type { Finish } from '../exit.js'

/** `signalr-events doctor`. */
export function doctorCommand(_finish: Finish): Command {
  return new Command('doctor')
}

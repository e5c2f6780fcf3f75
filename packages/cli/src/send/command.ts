import { Command } from 'commander'
import type { Finish } from '../exit.js'

/** `signalr-events send`. */
export function sendCommand(_finish: Finish): Command {
  return new Command('send')
}

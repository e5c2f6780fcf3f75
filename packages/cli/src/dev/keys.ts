import type { SignalRService } from '@signalr-events/emulator'
import { keepTogether } from '../wrap.js'
import type { ActionName } from './action-names.js'
import type { Actions } from './actions.js'

const keys: Readonly<Record<string, ActionName>> = {
  d: 'drop',
  D: 'drop-silently',
  m: 'misreport',
  r: 'restart',
  R: 'crash',
}

/** What the keys do, in words that stay together. */
export const keyHelp: string = [
  'd drop',
  'D drop without event',
  'm misreport',
  'f freeze or thaw',
  'r restart',
  'R crash',
  'q quit',
]
  .map(keepTogether)
  .join(' · ')

/** Creates what a key does. `f` thaws what is frozen; otherwise it freezes the newest connection. */
export function createKeys(service: SignalRService, actions: Actions): (key: string) => void {
  return (key) => {
    if (key !== 'f') {
      const action = keys[key]
      if (action !== undefined) actions.run(action)
      return
    }
    const frozen = service.connections().filter(({ connectionId }) => actions.isFrozen(connectionId))
    for (const { connectionId } of frozen) actions.run('thaw', connectionId)
    if (frozen.length === 0) actions.run('freeze')
  }
}

import type { SignalRService } from '@signalr-events/emulator'
import type { Actions } from '../actions.js'
import type { Journal } from '../journal.js'

/** What the page shows and controls. */
export interface PageContext {
  readonly service: SignalRService
  readonly actions: Actions
  readonly journal: Journal
  /** The hub that its clients connect to. */
  readonly hub: string
}

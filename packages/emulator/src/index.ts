export type { Control } from './control.js'
export type {
  ClientConnection,
  ClientToNegotiate,
  ConnectionChange,
  Duration,
  EventToPublish,
  GoneReason,
  SignalRServiceOptions,
  Transport,
  UndocumentedOptions,
  Warning,
} from './options.js'
export { startSignalRService } from './service.js'
export { WELL_KNOWN_ACCESS_KEY } from './settings.js'
export type { RestartOptions, SignalRService } from './types.js'
export type { Which } from './which.js'

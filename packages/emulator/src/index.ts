export type { Control, Which } from './control.js'
export type {
  ClientConnection,
  ConnectionChange,
  Duration,
  EventToPublish,
  GoneReason,
  SignalRServiceOptions,
  Transport,
  UndocumentedOptions,
  Warning,
} from './options.js'
export {
  type ClientToNegotiate,
  type RestartOptions,
  type SignalRService,
  startSignalRService,
} from './service.js'

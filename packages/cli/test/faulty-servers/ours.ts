import { signalrEvents } from '@signalr-events/express'

/** Our webhook, without output. */
export const ours: ReturnType<typeof signalrEvents> = signalrEvents({}, { onError() {} })

import { signalrEvents } from '@signalr-events/express'

/** Our webhook, which keeps to itself what it is sent. */
export const ours: ReturnType<typeof signalrEvents> = signalrEvents({}, { onError() {} })

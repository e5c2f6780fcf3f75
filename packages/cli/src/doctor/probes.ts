import { judgeDelivery } from '@signalr-events/simulator'
import type { EventGridRequest } from '@signalr-events/testing'
import type { BlackBoxCheck } from '@signalr-events/testing/conformance'
import type { Patient } from './patient.js'

const sources = {
  security: 'https://learn.microsoft.com/azure/event-grid/security-authentication',
  retry: 'https://learn.microsoft.com/azure/event-grid/delivery-and-retry',
}

const burst = 20

/** What is tried where the URL or the headers may hold a key. */
export const keylessProbes: readonly BlackBoxCheck<Patient>[] = [
  {
    id: 'doctor-keyless-validation',
    level: 'SHOULD',
    title: 'A validation request without the key is not answered with its code',
    source: sources.security,
    stage: 'handshake',
    schema: 'eventgrid',
    async run({ builder, details, sendKeyless }) {
      const code = crypto.randomUUID()
      const { status, body } = await sendKeyless(builder.handshake({ ...details, code }))
      if (status === 200 && body.includes(code)) throw new Error('the code came back')
    },
  },
  {
    id: 'doctor-keyless-delivery',
    level: 'SHOULD',
    title: 'A delivery without the key is refused',
    source: sources.security,
    stage: 'delivery',
    async run({ builder, details, sendKeyless }) {
      if (isAccepted(await sendKeyless(builder.disconnected(details)))) throw new Error('accepted')
    },
  },
]

/** What else the doctor tries: requests that Event Grid does not send, or not like this. */
export const probes: readonly BlackBoxCheck<Patient>[] = [
  {
    id: 'doctor-early',
    level: 'MUST',
    title: 'No delivery is acknowledged before its body has come',
    source: sources.retry,
    stage: 'delivery',
    async run({ builder, details, sendHalf }) {
      const answer = await sendHalf(builder.disconnected(details))
      if (answer !== undefined && isAccepted(answer)) throw new Error('acknowledged after half of the body')
    },
  },
  {
    id: 'doctor-unread',
    level: 'SHOULD',
    title: 'A body that is cut off is not acknowledged',
    source: sources.retry,
    stage: 'delivery',
    async run({ builder, details, send }) {
      const request = builder.disconnected(details)
      const cut: EventGridRequest = { ...request, body: request.body?.slice(0, -20) }
      if (isAccepted(await send(cut))) throw new Error('acknowledged without its end')
    },
  },
]

/** Tried last: a rate limiter would refuse what comes behind it. */
export const burstProbe: BlackBoxCheck<Patient> = {
  id: 'doctor-burst',
  level: 'SHOULD',
  title: 'Twenty deliveries at once are all acknowledged',
  source: sources.retry,
  stage: 'delivery',
  async run({ builder, details, send }) {
    const requests = Array.from({ length: burst }, () => builder.disconnected(details))
    const answers = await Promise.allSettled(requests.map(send))
    const refused = answers.filter((one) => one.status === 'rejected' || !isAccepted(one.value)).length
    if (refused > 0) throw new Error(`refused: ${refused} of ${burst}`)
  },
}

function isAccepted({ status }: { readonly status: number }): boolean {
  return judgeDelivery(status).state === 'accepted'
}

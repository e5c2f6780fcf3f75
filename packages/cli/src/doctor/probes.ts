import { classifyDelivery } from '@signalr-events/simulator'
import type { EventGridRequest } from '@signalr-events/testing'
import type { BlackBoxCheck } from '@signalr-events/testing/conformance'
import type { ProbeClient } from './probe-client.js'

const sources = {
  security: 'https://learn.microsoft.com/azure/event-grid/security-authentication',
  retry: 'https://learn.microsoft.com/azure/event-grid/delivery-and-retry',
}

const burstSize = 20

/** Probes without the key. They run only if the URL or the headers may hold one. */
export const keylessProbes: readonly BlackBoxCheck<ProbeClient>[] = [
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
      if (status === 200 && body.includes(code)) throw new Error('the code was returned')
    },
  },
  {
    id: 'doctor-keyless-delivery',
    level: 'SHOULD',
    title: 'A delivery without the key is rejected',
    source: sources.security,
    stage: 'delivery',
    async run({ builder, details, sendKeyless }) {
      if (isAccepted(await sendKeyless(builder.disconnected(details)))) throw new Error('accepted')
    },
  },
]

/** Further probes, with requests that Event Grid itself never sends. */
export const probes: readonly BlackBoxCheck<ProbeClient>[] = [
  {
    id: 'doctor-early',
    level: 'MUST',
    title: 'No delivery is acknowledged before its body has arrived',
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
    title: 'A truncated body is not acknowledged',
    source: sources.retry,
    stage: 'delivery',
    async run({ builder, details, send }) {
      const request = builder.disconnected(details)
      const truncated: EventGridRequest = { ...request, body: request.body?.slice(0, -20) }
      if (isAccepted(await send(truncated))) throw new Error('acknowledged without its end')
    },
  },
]

/** Runs last, because a rate limiter would reject whatever follows it. */
export const burstProbe: BlackBoxCheck<ProbeClient> = {
  id: 'doctor-burst',
  level: 'SHOULD',
  title: 'Twenty deliveries at once are all acknowledged',
  source: sources.retry,
  stage: 'delivery',
  async run({ builder, details, send }) {
    const requests = Array.from({ length: burstSize }, () => builder.disconnected(details))
    const answers = await Promise.allSettled(requests.map(send))
    const rejected = answers.filter((one) => one.status === 'rejected' || !isAccepted(one.value)).length
    if (rejected > 0) throw new Error(`rejected: ${rejected} of ${burstSize}`)
  },
}

function isAccepted({ status }: { readonly status: number }): boolean {
  return classifyDelivery(status).state === 'accepted'
}

import type { Webhook, WebhookStats } from '@signalr-events/core'

interface Sides<Native> {
  /** Without telemetry. */
  readonly plain: Webhook<Native>
  readonly observed: Webhook<Native>
  readonly handleObserved: Webhook<Native>['handle']
  /** Whether there is an SDK. Once there is one, it stays. */
  readonly isOn: () => boolean
  readonly onClosed: () => void
}

/**
 * Two webhooks as one: deliveries go to the plain one until an SDK is registered. Middleware costs as much as all the
 * rest of a webhook, so without an SDK there must be none.
 */
export function createSwitch<Native>({
  plain,
  observed,
  handleObserved,
  isOn,
  onClosed,
}: Sides<Native>): Webhook<Native> {
  return {
    get closing() {
      return plain.closing
    },
    get stats() {
      return add(plain.stats, observed.stats)
    },
    recognizes: (request) => (isOn() ? observed : plain).recognizes(request),
    handle: (request) => (isOn() ? handleObserved(request) : plain.handle(request)),
    onError(listener) {
      const removals = [plain.onError(listener), observed.onError(listener)]
      return () => {
        for (const remove of removals) remove()
      }
    },
    async close(limits) {
      await Promise.all([plain.close(limits), observed.close(limits)])
      onClosed()
    },
  }
}

function add(some: WebhookStats, others: WebhookStats): WebhookStats {
  const last = Math.max(some.lastDeliveryAt ?? 0, others.lastDeliveryAt ?? 0)
  return {
    deliveries: some.deliveries + others.deliveries,
    waiting: some.waiting + others.waiting,
    running: some.running + others.running,
    lastDeliveryAt: last === 0 ? undefined : last,
  }
}

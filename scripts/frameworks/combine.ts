// @ts-nocheck
import { createSubject } from '@signalr-events/testing/conformance'

/** What the host puts in front of every path, put in place of this. */
const base = ''
const url = (request) => new URL(request.url, 'http://localhost').pathname

/** The webhook of a sample, and behind it those of the conformance checks and what these have received. */
export function combine(sample) {
  const { guarded, open, received } = createSubject({ base })
  const report = {
    recognizes: (request) => request.method === 'GET' && url(request) === `${base}/received`,
    handle: async () => ({ status: 200, headers: {}, body: JSON.stringify(received()) }),
  }
  const webhooks = [report, sample, guarded, open]
  const find = (request) => webhooks.find((webhook) => webhook.recognizes(request))
  return {
    closing: false,
    close: async () => {},
    recognizes: (request) => find(request) !== undefined,
    handle: (request) => find(request).handle(request),
  }
}

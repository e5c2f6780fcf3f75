// @ts-nocheck
// Put in place of the webhook of a sample: the webhook itself, and those of the conformance checks behind it.

import { webhook as sample } from 'SAMPLE'
import { createSubject } from '@signalr-events/testing/conformance'

const url = (request) => new URL(request.url, 'http://localhost').pathname

function createCombined() {
  const { guarded, open, received } = createSubject()
  const report = {
    recognizes: (request) => request.method === 'GET' && url(request) === '/received',
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

globalThis.combinedWebhook ??= createCombined()

export const webhook = globalThis.combinedWebhook

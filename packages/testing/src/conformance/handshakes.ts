import { cloudEvents, eventGrid } from '../deliveries.js'
import { samples } from '../samples.js'
import type { Check } from './check.js'
import { equal, expectPassedThrough, expectStatus } from './expect.js'
import { sources } from './sources.js'
import { guardedPath } from './subject.js'
import type { Target } from './target.js'

function validation(
  id: string,
  title: string,
  source: string,
  body: unknown,
  code: string,
  contentType?: string,
): Check {
  return {
    id,
    level: 'MUST',
    title,
    source,
    async run(target) {
      const headers = {
        ...eventGrid.handshake().headers,
        'content-type': contentType ?? 'application/json; charset=utf-8',
      }
      const answer = await expectStatus(target, { method: 'POST', headers, body: JSON.stringify(body) }, 200)
      equal(JSON.parse(answer.body), { validationResponse: code }, 'body')
      equal(answer.header('content-type')?.split(';')[0], 'application/json', 'content type')
    },
  }
}

function sample(name: string): unknown {
  return samples.find((candidate) => candidate.name === name)?.body
}

function originCheck(id: string, title: string, origin: string, accepted: boolean): Check {
  return {
    id,
    level: 'MUST',
    title,
    source: sources.abuseProtection,
    run: async (target) => expectHandshake(target, origin, accepted),
  }
}

async function expectHandshake(target: Target, origin: string, accepted: boolean, path = '/'): Promise<void> {
  const answer = await expectStatus(target, cloudEvents.handshake({ origin }), accepted ? 200 : 403, path)
  equal(answer.header('webhook-allowed-origin'), accepted ? origin : undefined, 'WebHook-Allowed-Origin')
  if (accepted) equal(answer.header('webhook-allowed-rate'), '*', 'WebHook-Allowed-Rate')
  if (accepted) equal(answer.header('allow'), 'POST, OPTIONS', 'Allow')
}

/** With `path`, the webhook answers 403. Without `path`, the handshake belongs to the server around it. */
function rejectedOrigin(id: string, title: string, origin: string): Check {
  return {
    id,
    level: 'MUST',
    title,
    source: sources.abuseProtection,
    async run(target) {
      await expectHandshake(target, origin, false, guardedPath)
      const answer = await target.send('/echo', cloudEvents.handshake({ origin }))
      expectPassedThrough(answer)
      const plain = await target.send('/echo', { method: 'OPTIONS' })
      equal(answer.status, plain.status, 'status of the server around it')
    },
  }
}

export const handshakes: readonly Check[] = [
  validation(
    'handshake-validation',
    'The validation code is returned as JSON with exactly 200',
    sources.validation,
    sample('validation-docs-current'),
    '512d38b6-c7b8-40c8-89fe-f46f9e9622b6',
  ),
  validation(
    'handshake-validation-odd-url',
    'An invalid validation URL does not matter: it is never fetched',
    sources.validation,
    sample('validation-docs-servicebus-dataversion2'),
    'D7D825D4-BD04-4F73-BDE3-70666B149857',
  ),
  validation(
    'handshake-validation-cloudevents',
    'A validation event as a CloudEvent, with JSON in a string as its data, is answered',
    sources.receiverTests,
    sample('validation-netfunctions-cloudevents-string-data'),
    'validation-code',
    'application/cloudevents+json; charset=utf-8',
  ),
  validation(
    'handshake-validation-minimal',
    'A validation event of only event type and code, without a JSON content type, is answered',
    sources.validation,
    [{ eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent', data: { validationCode: 'probe' } }],
    'probe',
    'text/plain',
  ),
  {
    id: 'handshake-validation-bad-code',
    level: 'MUST',
    title: 'A validation code that is not a short plain string is not echoed',
    source: sources.validation,
    async run(target) {
      for (const validationCode of [undefined, null, 7, '', {}, ['x'], 'x'.repeat(300), 'a\r\nb', '<é>']) {
        const body = [
          { eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent', data: { validationCode } },
        ]
        const request = { ...eventGrid.handshake(), body: JSON.stringify(body) }
        const answer = await expectStatus(target, request, 400)
        equal(JSON.parse(answer.body), { error: 'INVALID_EVENT' }, 'body')
      }
    },
  },
  originCheck(
    'handshake-options',
    'The CloudEvents handshake of Event Grid is accepted',
    'eventgrid.azure.net',
    true,
  ),
  originCheck(
    'handshake-options-us',
    'The CloudEvents handshake of Event Grid in Azure US Government is accepted',
    'eventgrid.azure.us',
    true,
  ),
  originCheck(
    'handshake-options-case',
    'Origins match in any case and are returned as sent',
    'EventGrid.Azure.net',
    true,
  ),
  rejectedOrigin(
    'handshake-options-other-origin',
    'The handshake of another origin is rejected',
    'evil.example',
  ),
  rejectedOrigin(
    'handshake-options-lookalike',
    'The handshake of an origin that only ends with that of Event Grid is rejected',
    'evil-eventgrid.azure.net',
  ),
  {
    id: 'handshake-options-unauthorized',
    level: 'MUST',
    title: 'The CloudEvents handshake needs no key, because Event Grid sends none',
    source: sources.abuseProtection,
    run: (target) => expectHandshake(target, 'eventgrid.azure.net', true, '/guarded'),
  },
]

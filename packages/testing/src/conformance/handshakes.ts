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

function admission(id: string, title: string, origin: string, admitted: boolean): Check {
  return {
    id,
    level: 'MUST',
    title,
    source: sources.abuseProtection,
    run: async (target) => expectAdmission(target, origin, admitted),
  }
}

async function expectAdmission(target: Target, origin: string, admitted: boolean, path = '/'): Promise<void> {
  const answer = await expectStatus(target, cloudEvents.handshake({ origin }), admitted ? 200 : 403, path)
  equal(answer.header('webhook-allowed-origin'), admitted ? origin : undefined, 'WebHook-Allowed-Origin')
  if (admitted) equal(answer.header('webhook-allowed-rate'), '*', 'WebHook-Allowed-Rate')
  if (admitted) equal(answer.header('allow'), 'POST, OPTIONS', 'Allow')
}

/** With a path, the webhook refuses. Without a path, the handshake is for the server around it. */
function foreign(id: string, title: string, origin: string): Check {
  return {
    id,
    level: 'MUST',
    title,
    source: sources.abuseProtection,
    async run(target) {
      await expectAdmission(target, origin, false, guardedPath)
      const answer = await target.send('/echo', cloudEvents.handshake({ origin }))
      expectPassedThrough(answer)
      const plain = await target.send('/echo', { method: 'OPTIONS' })
      equal(answer.status, plain.status, 'status of the server behind')
    },
  }
}

export const handshakes: readonly Check[] = [
  validation(
    'handshake-validation',
    'The validation code comes back as JSON with exactly 200',
    sources.validation,
    sample('validation-docs-current'),
    '512d38b6-c7b8-40c8-89fe-f46f9e9622b6',
  ),
  validation(
    'handshake-validation-odd-url',
    'A validation URL that does not parse is no obstacle: it is never fetched',
    sources.validation,
    sample('validation-docs-servicebus-dataversion2'),
    'D7D825D4-BD04-4F73-BDE3-70666B149857',
  ),
  validation(
    'handshake-validation-cloudevents',
    'A validation event as CloudEvent, its data JSON inside a string, is answered as well',
    sources.receiverTests,
    sample('validation-netfunctions-cloudevents-string-data'),
    'validation-code',
    'application/cloudevents+json; charset=utf-8',
  ),
  validation(
    'handshake-validation-minimal',
    'A probe of nothing but event type and code, without a JSON content type, is answered',
    sources.validation,
    [{ eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent', data: { validationCode: 'probe' } }],
    'probe',
    'text/plain',
  ),
  {
    id: 'handshake-validation-bad-code',
    level: 'MUST',
    title: 'A validation code that is no plain string of bounded length is not echoed',
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
  admission(
    'handshake-options',
    'The CloudEvents handshake is admitted for Event Grid',
    'eventgrid.azure.net',
    true,
  ),
  admission(
    'handshake-options-us',
    'The CloudEvents handshake is admitted for Event Grid in Azure US Government',
    'eventgrid.azure.us',
    true,
  ),
  admission(
    'handshake-options-case',
    'Origins match in any case and come back as sent',
    'EventGrid.Azure.net',
    true,
  ),
  foreign('handshake-options-foreign', 'A foreign origin is not allowed', 'evil.example'),
  foreign(
    'handshake-options-lookalike',
    'An origin that only contains or ends in that of Event Grid is not allowed',
    'evil-eventgrid.azure.net',
  ),
  {
    id: 'handshake-options-unauthorized',
    level: 'MUST',
    title: 'The CloudEvents handshake needs no key, since Event Grid sends none with it',
    source: sources.abuseProtection,
    run: (target) => expectAdmission(target, 'eventgrid.azure.net', true, '/guarded'),
  },
]

import { equal } from './expect.js'
import type { BlackBoxCheck, Receiver } from './receiver.js'
import { sources } from './sources.js'
import type { Answer } from './target.js'

async function sendOrigin(receiver: Receiver, origin: string): Promise<[Answer, string | undefined]> {
  const answer = await receiver.send(receiver.builder.handshake({ origin }))
  return [answer, answer.header('webhook-allowed-origin')]
}

export const blackBoxHandshakes: readonly BlackBoxCheck[] = [
  {
    id: 'black-box-validation',
    level: 'MUST',
    title: 'The validation code is returned in a JSON object, with exactly 200',
    source: sources.validation,
    stage: 'handshake',
    schema: 'eventgrid',
    async run(receiver) {
      const code = crypto.randomUUID()
      const answer = await receiver.send(receiver.builder.handshake({ ...receiver.details, code }))
      equal(answer.status, 200, 'status')
      equal(JSON.parse(answer.body).validationResponse, code, 'validationResponse')
    },
  },
  {
    id: 'black-box-options',
    level: 'MUST',
    title: 'The CloudEvents handshake is answered with exactly 200 and the origin that asked, or `*`',
    source: sources.abuseProtection,
    stage: 'handshake',
    schema: 'cloudevents',
    async run(receiver) {
      const origin = 'eventgrid.azure.net'
      const [answer, allowed = 'none'] = await sendOrigin(receiver, origin)
      equal(answer.status, 200, 'status')
      if (allowed !== '*') equal(allowed.toLowerCase(), origin, 'WebHook-Allowed-Origin')
    },
  },
  {
    id: 'black-box-other-origin',
    level: 'SHOULD',
    title: 'The handshake of another origin is rejected',
    source: sources.abuseProtection,
    stage: 'handshake',
    schema: 'cloudevents',
    async run(receiver) {
      const [, allowed] = await sendOrigin(receiver, 'evil.example')
      equal(allowed === '*' || allowed === 'evil.example', false, 'other origin accepted')
    },
  },
]

import { type Authorize, allOf, anyOf, WebhookError, type WebhookOptions } from '@signalr-events/core'
import { createClient, eventGrid } from '@signalr-events/testing'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { listening } from './support.js'

// What `authorize` answers comes from outside: only `true` lets a delivery in, and only `false` or a refusal by code
// may cost one. A failing property prints its seed.

// The same holds for promises of such values.
const answer = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom<unknown>(true, false) },
  { weight: 3, arbitrary: fc.anything() },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>('true', 1, {}, [], Object(true), () => true, Symbol('true'), null),
  },
)
const codes = fc.constantFrom(
  ...([
    'UNAUTHORIZED',
    'NOT_ALLOWED',
    'BODY_TOO_LARGE',
    'INVALID_EVENT',
    'DROPPED',
    'NOT_REMEMBERED',
  ] as const),
)
const thrown = fc.oneof(
  fc.anything(),
  codes.map((code) => new WebhookError(code)),
)
const outcome = fc.record({ answer, thrown, throws: fc.boolean(), later: fc.boolean() })
type Outcome = typeof outcome extends fc.Arbitrary<infer Value> ? Value : never

function toAuthorize({ answer, thrown, throws, later }: Outcome): Authorize {
  const decide = (): unknown => {
    if (throws) throw thrown
    return answer
  }
  return (later ? async () => decide() : decide) as Authorize
}

function isRefusal({ answer, thrown, throws }: Outcome): boolean {
  if (!throws) return answer === false
  return thrown instanceof WebhookError && ['UNAUTHORIZED', 'NOT_ALLOWED'].includes(thrown.code)
}
const isAllowing = ({ answer, throws }: Outcome): boolean => !throws && answer === true

async function deliver(authorize: Authorize) {
  let handled = 0
  const options: WebhookOptions = { authorize, path: '/' }
  const { webhook } = listening({ connected: () => void handled++ }, options)
  const { status } = await createClient(webhook).send(eventGrid.connected())
  return { status, handled }
}

const seen = new Map<string, number>()

async function check(outcome: Outcome, wrap: (authorize: Authorize) => Authorize): Promise<void> {
  const { status, handled } = await deliver(wrap(toAuthorize(outcome)))
  const kind = isAllowing(outcome) ? 'allowed' : isRefusal(outcome) ? 'refused' : 'undecided'
  seen.set(kind, (seen.get(kind) ?? 0) + 1)
  if (kind === 'allowed') expect([status, handled]).toEqual([200, 1])
  else expect(handled).toBe(0)
  if (kind === 'refused') expect([401, 403]).toContain(status)
  if (kind === 'undecided') expect(status).toBeGreaterThanOrEqual(500)
}

it.each<[string, (authorize: Authorize) => Authorize]>([
  ['authorize', (authorize) => authorize],
  ['anyOf', (authorize) => anyOf(authorize)],
  ['allOf', (authorize) => allOf(authorize, () => true)],
])('%s: only true authorizes, and only a refusal loses a delivery', async (_, wrap) => {
  seen.clear()
  await fc.assert(
    fc.asyncProperty(outcome, (value) => check(value, wrap)),
    { numRuns: 2000 },
  )
  // The generator must reach every outcome.
  for (const kind of ['allowed', 'refused', 'undecided']) expect(seen.get(kind)).toBeGreaterThan(20)
})

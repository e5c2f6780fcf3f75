import { cloudEvent, eventGridEvent, validationEvent } from '@signalr-events/core/schemas'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode } from '../src/decode.js'
import { wireTypes } from '../src/wire.js'
import { toRequest } from './support.js'

const request = toRequest({ method: 'POST', headers: {}, body: '' })

/** Mostly the given value, so that both results are frequent. */
const mostly = (...good: fc.Arbitrary<unknown>[]) =>
  fc.oneof({ weight: 30, arbitrary: fc.oneof(...good) }, { weight: 1, arbitrary: fc.anything() })
const text = () => mostly(fc.string({ minLength: 1, unit: 'binary' }))
const optional = () => mostly(fc.string(), fc.constant(null), fc.constant(undefined))
const timestamp = mostly(
  fc.constantFrom(
    '2019-06-10T18:41:00.9584103Z',
    '2019-06-10T18:41:00Z',
    '2019-06-10T18:41:00.1+01:00',
    '2019-06-10T18:41:00.123456Z',
    '2019-06-10 18:41:00Z',
    '2019-06-10T18:41:00',
    '2019-06-10T18:41:00.Z',
    '2019-06-10T18:41:00Z\n',
    ' 2019-06-10T18:41:00Z',
  ),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
)
const members = {
  timestamp,
  hubName: text(),
  connectionId: text(),
  userId: optional(),
  errorMessage: optional(),
}
const data = fc.oneof(
  { weight: 9, arbitrary: fc.record(members, { requiredKeys: ['timestamp', 'hubName', 'connectionId'] }) },
  { weight: 1, arbitrary: mostly(fc.record(members, { requiredKeys: [] })) },
)
const type = mostly(
  fc.mixedCase(fc.constantFrom(wireTypes.connected, wireTypes.disconnected)),
  fc.constantFrom(
    'Microsoft-SignalRService-ClientConnectionConnected',
    `${wireTypes.connected} `,
    wireTypes.deletion,
  ),
)
const inEventGridSchema = fc.record({ id: text(), topic: text(), eventType: type, data })
const asCloudEvent = fc.record({
  specversion: mostly(fc.constant('1.0'), fc.constantFrom('1.0', '1.1', '0.3')),
  id: text(),
  source: text(),
  type,
  data,
})

const validationData = mostly(
  fc.record({ validationCode: mostly(fc.string({ maxLength: 300 })) }),
  fc.record({ validationCode: fc.string({ unit: 'binary' }) }).map((value) => JSON.stringify(value)),
  fc.string(),
)
const validation = mostly(fc.mixedCase(fc.constant(wireTypes.validation)))

function compare(
  arbitrary: fc.Arbitrary<unknown>,
  accepts: (value: unknown) => boolean,
  runtime: (value: unknown) => boolean,
) {
  const verdicts = { true: 0, false: 0 }
  fc.assert(
    fc.property(arbitrary, (value) => {
      const accepted = runtime(value)
      verdicts[`${accepted}`]++
      expect(accepted).toBe(accepts(value))
    }),
    { numRuns: 5000 },
  )
  // The generator must produce valid and invalid events.
  expect(Math.min(verdicts.true, verdicts.false)).toBeGreaterThan(250)
}

describe('validation at run time accepts exactly what the schemas accept', () => {
  const isEvent = (value: unknown) => decode(value, request).events.length === 1
  const isValidation = (value: unknown) => decode(value, request).validationCode !== undefined

  it.each([
    ['events in Event Grid schema', inEventGridSchema, eventGridEvent, isEvent],
    ['CloudEvents', asCloudEvent, cloudEvent, isEvent],
    [
      'validation events in Event Grid schema',
      fc.record({ eventType: validation, data: validationData }),
      validationEvent,
      isValidation,
    ],
    [
      'validation events as CloudEvents',
      fc.record({ specversion: mostly(fc.string()), type: validation, data: validationData }),
      validationEvent,
      isValidation,
    ],
  ] as const)('%s', (_, arbitrary, schema, runtime) => {
    compare(arbitrary, (value) => schema.safeParse(value).success, runtime)
  })
})

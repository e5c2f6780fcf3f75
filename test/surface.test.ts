import { expect, it } from 'vitest'
import { adapters } from '../scripts/shared/packages.mjs'
import { listEntries } from './support/packages.js'

// Exports are a promise to users. Changing this list is a decision.

const core = [
  'allOf',
  'anyOf',
  'combine',
  'forHub',
  'perDelivery',
  ...['WebhookError', 'createWebhook', 'drop', 'isDrop', 'isWebhookError', 'sharedKey', 'toWebhook'],
]

/** The exports of each entry. Adapters export core, `signalrEvents` and the names in their row. */
const surface: Readonly<Record<string, readonly string[]>> = {
  core,
  'core/failures': ['failures'],
  'core/schemas': ['cloudEvent', 'connectedData', 'disconnectedData', 'eventGridEvent', 'validationEvent'],
  ...Object.fromEntries(
    Object.entries(adapters).map(([name, { exports = [] }]) => [
      name,
      [...core, 'signalrEvents', ...exports],
    ]),
  ),
  testing: ['cloudEvents', 'createClient', 'eventGrid', 'samples', 'toBinary'],
  'testing/conformance': [
    ...[
      'checks',
      'createSubject',
      'fetchTarget',
      'guardedKeys',
      'guardedPath',
      'blackBoxChecks',
      'runChecks',
    ],
  ],
  'testing/mounts': ['checkMount', 'describeMounts', 'exceptions', 'listen'],
  'testing/presence': ['createOracle', 'presenceStoreChecks', 'runPresenceStoreChecks'],
  'testing/store': ['runStoreChecks', 'storeChecks'],
  simulator: [
    ...['allFaults', 'exchange', 'classifyDelivery', 'classifyHandshake', 'manualClock', 'scaledClock'],
    ...['startEventGrid', 'systemClock'],
  ],
  'simulator/duration': ['toMs'],
  dedupe: ['dedupe', 'memoryStore'],
  presence: ['PresenceError', 'createPresence', 'memoryPresence'],
  queue: [...core, 'consumeStorageQueue', 'createConsumer', 'serviceBusHandlers'],
  redis: ['redisStore'],
  'redis/presence': ['redisPresence'],
  management: ['ServiceError', 'createServiceClient', 'isServiceError'],
  emulator: ['WELL_KNOWN_ACCESS_KEY', 'startSignalRService'],
  entra: ['EntraError', 'entra', 'entraFailures'],
  otel: ['countDuplicate', 'countPass', 'createWebhook'],
  'otel/health': ['createHealth'],
}

const entries = [...listEntries()]

it('every entry of every package is on the list', () => {
  expect(Object.keys(surface).sort()).toEqual(entries.map(([entry]) => entry).sort())
})

it.each(entries)('%s', async (entry, source) => {
  expect(Object.keys((await import(`../${source}`)) as object).sort()).toEqual(
    [...(surface[entry] ?? [])].sort(),
  )
})

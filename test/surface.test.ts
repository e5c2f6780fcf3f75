import { expect, it } from 'vitest'

// Exports are a promise to users. Changing this list is a decision.

const core = [
  'allOf',
  'anyOf',
  'combine',
  'forHub',
  ...['WebhookError', 'createWebhook', 'drop', 'isDrop', 'isWebhookError', 'sharedKey', 'toWebhook'],
]

it.each([
  ['core', () => import('@signalr-events/core'), core],
  ['core/failures', () => import('@signalr-events/core/failures'), ['failures']],
  [
    'core/schemas',
    () => import('@signalr-events/core/schemas'),
    ['cloudEvent', 'connectedData', 'disconnectedData', 'eventGridEvent', 'validationEvent'],
  ],
  [
    'node',
    () => import('@signalr-events/node'),
    [...core, 'drainRequest', 'signalrEvents', 'toWebhookRequest', 'writeResponse'],
  ],
  ['express', () => import('@signalr-events/express'), [...core, 'signalrEvents']],
  ['koa', () => import('@signalr-events/koa'), [...core, 'signalrEvents']],
  ['hono', () => import('@signalr-events/hono'), [...core, 'signalrEvents']],
  [
    'testing',
    () => import('@signalr-events/testing'),
    ['cloudEvents', 'createClient', 'eventGrid', 'samples', 'toBinary'],
  ],
  [
    'testing/conformance',
    () => import('@signalr-events/testing/conformance'),
    ['checks', 'createSubject', 'fetchTarget', 'guardedKeys', 'guardedPath', 'blackBoxChecks', 'runChecks'],
  ],
  ['testing/store', () => import('@signalr-events/testing/store'), ['runStoreChecks', 'storeChecks']],
  [
    'simulator',
    () => import('@signalr-events/simulator'),
    [
      ...['allFaults', 'exchange', 'classifyDelivery', 'classifyHandshake', 'manualClock', 'scaledClock'],
      ...['startEventGrid', 'systemClock'],
    ],
  ],
  ['simulator/duration', () => import('@signalr-events/simulator/duration'), ['toMs']],
  ['dedupe', () => import('@signalr-events/dedupe'), ['dedupe', 'memoryStore']],
  [
    'presence',
    () => import('@signalr-events/presence'),
    ['PresenceError', 'createPresence', 'memoryPresence'],
  ],
  ['redis/presence', () => import('@signalr-events/redis/presence'), ['redisPresence']],
  ['redis', () => import('@signalr-events/redis'), ['redisStore']],
  [
    'management',
    () => import('@signalr-events/management'),
    ['ServiceError', 'createServiceClient', 'isServiceError'],
  ],
  ['entra', () => import('@signalr-events/entra'), ['EntraError', 'entra', 'entraFailures']],
])('%s', async (_, load, names) => {
  expect(Object.keys((await load()) as object).sort()).toEqual([...names].sort())
})

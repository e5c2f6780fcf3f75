import type { CloudEvent } from '@signalr-events/core'
import { cloudEvents, type EventGridRequest, eventGrid, toBinary } from '../deliveries.js'
import { samples } from '../samples.js'
import type { Check } from './check.js'
import { deliver, equal, pick } from './expect.js'
import { sources } from './sources.js'

const details = {
  connectionId: 'c1',
  hubName: 'chat',
  userId: 'ada',
  timestamp: '2026-01-02T03:04:05.0678901Z',
}

/** One form of a connected or a disconnected event that must be understood. */
function form(id: string, title: string, source: string, requests: () => readonly EventGridRequest[]): Check {
  return {
    id,
    level: 'MUST',
    title,
    source,
    async run(target) {
      for (const request of requests()) {
        const received = await deliver(target, request)
        const [event] = received.events
        equal(
          [received.events.length, received.errors, received.unknown],
          [1, [], 0],
          'events, errors, unknown',
        )
        const { connectionId, hubName, userId, timestamp } = event ?? {}
        equal({ connectionId, hubName, userId, timestamp }, details, 'event')
      }
    },
  }
}

function withContentType(contentType: string): EventGridRequest {
  const request = cloudEvents.connected(details)
  return { ...request, headers: { ...request.headers, 'content-type': contentType } }
}

function inOtherForm(form: (event: unknown) => unknown): EventGridRequest[] {
  return [
    { ...eventGrid.connected(), body: JSON.stringify(form(eventGrid.connectedEvent(details))) },
    { ...cloudEvents.connected(), body: JSON.stringify(form(cloudEvents.connectedEvent(details))) },
  ]
}

function inBinaryMode(event: CloudEvent): EventGridRequest {
  const request = toBinary(event)
  return { ...request, headers: { ...request.headers, origin: 'eventgrid.azure.net' } }
}

function quoteAttributes({ headers, ...request }: EventGridRequest): EventGridRequest {
  const quoted = Object.entries(headers).map(([name, value]) => [
    name,
    name.startsWith('ce-') ? `"${value}"` : value,
  ])
  return { ...request, headers: Object.fromEntries(quoted) }
}

/** Renames the members of an event, and those of its data. */
function rename(event: object, toName: (name: string) => string): object {
  const members = Object.entries(event).map(([name, value]) => [
    toName(name),
    name === 'data' ? rename(value, toName) : value,
  ])
  return Object.fromEntries(members)
}

export const deliveries: readonly Check[] = [
  form('eventgrid', 'Events in Event Grid schema are handled', sources.eventSchema, () => [
    eventGrid.connected(details),
    eventGrid.disconnected(details),
  ]),
  form('cloudevents-structured', 'CloudEvents in structured mode are handled', sources.jsonFormat, () => [
    cloudEvents.connected(details),
    cloudEvents.disconnected(details),
  ]),
  form('cloudevents-binary', 'CloudEvents in binary mode are handled', sources.httpBinding, () => [
    inBinaryMode(cloudEvents.connectedEvent(details)),
    inBinaryMode(cloudEvents.disconnectedEvent(details)),
    quoteAttributes(inBinaryMode(cloudEvents.connectedEvent(details))),
  ]),
  form(
    'cloudevents-origin',
    'Without `path`, a CloudEvent whose aeg- headers were removed is recognized by its origin',
    sources.abuseProtection,
    () =>
      ['origin', 'webhook-request-origin'].map((name) => {
        const headers = { 'content-type': 'application/cloudevents+json', [name]: 'eventgrid.azure.net' }
        return { ...cloudEvents.connected(details), headers }
      }),
  ),
  form(
    'array-or-object',
    'Both schemas are handled as an array and as a single object',
    sources.signalr,
    () => [...inOtherForm((event) => event), ...inOtherForm((event) => [event])],
  ),
  form(
    'content-type',
    'Content types match by prefix, in any case, with any parameters',
    sources.httpBinding,
    () =>
      [
        'application/cloudevents+json',
        'Application/CloudEvents+JSON;CHARSET=UTF-8',
        'application/cloudevents+json; charset="utf-8"; x=y',
        'application/cloudevents-batch+json',
        'application/json',
        'application/json;charset=UTF-8',
      ].map(withContentType),
  ),
  form('type-case', 'Event types match in any case', sources.signalr, () => [
    ...inOtherForm((event) =>
      JSON.parse(JSON.stringify(event).replace('.ClientConnection', '.clientConnection')),
    ),
    ...inOtherForm((event) =>
      JSON.parse(JSON.stringify(event).replace(/Microsoft\.\w+\.\w+/, (t) => t.toUpperCase())),
    ),
  ]),
  form(
    'member-case',
    'Members of envelope and data are understood in any case',
    'https://github.com/Azure/azure-rest-api-specs/tree/main/specification/eventgrid',
    () => [
      ...inOtherForm((event) => JSON.parse(JSON.stringify(event).replace('"specversion"', '"specVersion"'))),
      ...inOtherForm((event) => rename(event as object, (name) => name.toUpperCase())),
    ],
  ),
  form('base64', 'JSON data in base64 is handled, whatever its content type', sources.jsonFormat, () => {
    const { data, ...attributes } = cloudEvents.connectedEvent(details)
    const base64 = { ...attributes, data_base64: btoa(JSON.stringify(data)) }
    return [{ datacontenttype: 'application/json' }, { data: null }, { datacontenttype: 'text/plain' }].map(
      (members) => ({ ...cloudEvents.connected(), body: JSON.stringify({ ...base64, ...members }) }),
    )
  }),
  {
    id: 'cloudevents-batch',
    level: 'MUST',
    title: 'CloudEvents batches are handled completely and in order',
    source: sources.jsonFormat,
    async run(target) {
      const ids = Array.from({ length: 10 }, (_, i) => `e${i}`)
      const received = await deliver(
        target,
        cloudEvents.batch(ids.map((id) => cloudEvents.connectedEvent({ id, connectionId: 'c' }))),
      )
      equal(pick(received, 'id'), ids, 'ids')
    },
  },
  {
    id: 'anonymous',
    level: 'MUST',
    title: 'An anonymous client has no userId, whether the member is missing, null or empty',
    source: sources.capture,
    async run(target) {
      const missing = eventGrid.connectedEvent({ userId: null })
      const events = [undefined, null, ''].map((userId, i) => ({
        ...missing,
        id: `e${i}`,
        data: { ...missing.data, userId },
      }))
      const received = await deliver(target, eventGrid.batch(events))
      equal(received.events.length, 3, 'events')
      equal(
        received.events.filter(({ userId }) => userId !== undefined),
        [],
        'events with a user',
      )
    },
  },
  {
    id: 'error-message',
    level: 'MUST',
    title: 'The error message of a broken connection is passed on, and is absent otherwise',
    source: sources.signalr,
    async run(target) {
      const errorMessage = 'Internal server error.'
      const broken = await deliver(target, eventGrid.disconnected({ errorMessage }))
      equal(broken.events[0], { ...broken.events[0], type: 'disconnected', errorMessage }, 'event')
      const closed = await deliver(target, eventGrid.disconnected())
      equal(JSON.stringify(closed.events).includes('errorMessage'), false, 'errorMessage of a normal close')
    },
  },
  {
    id: 'samples',
    level: 'MUST',
    title: 'The captured event and the documented examples in all languages are handled',
    source: sources.signalr,
    async run(target) {
      for (const { name, body } of samples.filter(({ name }) => name.startsWith('signalr-'))) {
        const received = await deliver(target, { ...eventGrid.connected(), body: JSON.stringify(body) })
        const type = name.includes('disconnected') ? 'disconnected' : 'connected'
        equal([pick(received, 'type'), pick(received, 'hubName')], [[type], ['chat']], name)
      }
    },
  },
]

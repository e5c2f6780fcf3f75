import type { Delivery } from '../deliveries.js'
import type { Candidate } from './candidate.js'
import { dispatch, type RawEvent } from './dispatch.js'

// Hand-written code, without checks and with all of them.

/** Parses a delivery and switches over the types of its events. Checks nothing. */
export const unchecked: Candidate = {
  name: 'JSON.parse and a switch',
  formats: ['eventgrid', 'cloudevents', 'binary'],
  isAsync: false,
  create: (handler) => (delivery) => {
    for (const event of parse(delivery)) dispatch(event, handler)
  },
}

/** The same with checks of every used member. Invalid events are skipped. */
export const checked: Candidate = {
  ...unchecked,
  name: 'JSON.parse, checks and a switch',
  create: (handler) => (delivery) => {
    for (const event of parse(delivery)) if (isValid(event)) dispatch(event, handler)
  },
}

function parse({ headers, text }: Delivery): readonly RawEvent[] {
  const value = JSON.parse(text)
  const type = headers['ce-type']
  if (type === undefined) return Array.isArray(value) ? value : [value]
  const { 'ce-id': id, 'ce-source': source, 'ce-specversion': specversion } = headers
  return [{ id, source: decodeURIComponent(source ?? ''), specversion, type, data: value }]
}

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

function isValid(event: RawEvent): boolean {
  const isCloudEvent = event.specversion !== undefined
  if (isCloudEvent && event.specversion !== '1.0') return false
  if (!isText(event.id) || !isText(isCloudEvent ? event.source : event.topic)) return false
  const { data } = event
  if (typeof data !== 'object' || data === null) return false
  const { timestamp, hubName, connectionId, userId, errorMessage } = data
  if (typeof timestamp !== 'string' || !time.test(timestamp)) return false
  return isText(hubName) && isText(connectionId) && isOptional(userId) && isOptional(errorMessage)
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

function isOptional(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'string'
}

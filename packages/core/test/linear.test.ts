import { sharedKey } from '@signalr-events/core'
import { describe, expect, it } from 'vitest'
import { createAllowList } from '../src/allow.js'
import { withData } from '../src/cloudevents.js'
import { isDeletion, readDeliveryHead } from '../src/delivery.js'
import { isCloudEvents } from '../src/recognize.js'
import { readPath, readQuery } from '../src/url.js'
import { timestampPattern, validationCodePattern } from '../src/wire.js'
import { toRequest } from './support.js'

// Input of any sender is parsed in linear time: no regular expression backtracks.

const head = (headers: Record<string, string>) => toRequest({ method: 'POST', headers, body: '' })
const allowed = createAllowList({ sources: ['/subscriptions/s/resourceGroups/g'] })

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  'the timestamp': (text) => timestampPattern.test(`2019-06-10T18:41:00${text}`),
  'the validation code': (text) => validationCodePattern.test(text),
  'the source': (text) => allowed.source(`/subscriptions/${text}`, 'validation'),
  'the content type of data': (text) => withData({ data_base64: '', datacontenttype: text }),
  'the content type': (text) => isCloudEvents(head({ 'content-type': text })),
  'the count of attempts': (text) => readDeliveryHead(head({ 'aeg-delivery-count': text }), 0),
  'the type of delivery': (text) => isDeletion({ ...readDeliveryHead(head({}), 0), eventType: text }),
  'the path': (text) => readPath(`a${text}`),
  'the query': (text) => readQuery(`/${text}?${text}`, 'key'),
  'the key': (text) => sharedKey('key')({ ...head({}), url: `/?key=${text}` }),
}
const units = [
  '1',
  ' ',
  'a',
  '/',
  '?',
  '&',
  '=',
  '%',
  '.',
  '+',
  '-',
  ';',
  '#',
  ':',
  '/json',
  '\n',
  '\t ',
  '&key=',
]

/** The minimum of several runs, in nanoseconds. */
function time(read: (text: string) => unknown, text: string): number {
  const runs = Array.from({ length: 7 }, () => {
    const from = process.hrtime.bigint()
    read(text)
    return Number(process.hrtime.bigint() - from)
  })
  return Math.min(...runs)
}

describe.each(Object.entries(readers))('%s', (_, read) => {
  it.each(units)('of many %j', (unit) => {
    const [short, long] = [unit.repeat(2000), unit.repeat(16 * 2000)]
    time(read, short)
    // For input that is 16 times as long, quadratic work takes 256 times as long. Below 10 µs a clock is too coarse.
    expect(time(read, long) / Math.max(time(read, short), 10_000)).toBeLessThan(64)
  })
})

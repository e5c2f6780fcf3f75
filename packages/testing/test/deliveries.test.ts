import { createWebhook } from '@signalr-events/core'
import { cloudEvents, createClient, eventGrid, samples, toBinary } from '@signalr-events/testing'
import { describe, expect, it } from 'vitest'

function sample(name: string): unknown {
  return samples.find((candidate) => candidate.name === name)?.body
}

const [documented] = sample('signalr-docs-eventgrid-disconnected') as [{ data: Record<string, string> }]
const [asCloudEvent] = sample('signalr-docs-cloudevents-disconnected-array') as [object]
const anonymous = sample('signalr-real-connected-anonymous') as { data: object }
const captured = sample('delivery-cloudevents-az220-headers-and-body') as { headers: Record<string, string> }
const details = {
  id: '831e1650-001e-001b-66ab-eeb76e069631',
  source:
    '/subscriptions/{subscription-id}/resourceGroups/signalr-rg/providers/Microsoft.SignalRService/SignalR/signalr-resource',
  ...documented.data,
}

describe('events are built', () => {
  it('as documented for Event Grid schema', () => {
    expect(eventGrid.disconnectedEvent(details)).toEqual(documented)
  })

  it('as documented for CloudEvents', () => {
    expect(cloudEvents.disconnectedEvent(details)).toEqual(asCloudEvent)
  })

  it('without a user for an anonymous client, as in the capture', () => {
    const { data } = eventGrid.connectedEvent({ userId: null })
    expect(Object.keys(data).sort()).toEqual(Object.keys(anonymous.data).sort())
  })

  it('with new ids each time, and seven fractional digits', () => {
    const [one, two] = [eventGrid.connectedEvent(), eventGrid.connectedEvent()]
    expect(one.id).not.toBe(two.id)
    expect(one.data.connectionId).not.toBe(two.data.connectionId)
    expect(one.data.timestamp).toMatch(/\.\d{7}Z$/)
  })
})

describe('requests are built', () => {
  it('with the headers of the capture', () => {
    const ofHttp = ['connection', 'accept-encoding', 'host', 'content-length']
    const names = Object.keys(captured.headers).map((name) => name.toLowerCase())
    const { headers } = cloudEvents.connected({}, { subscription: 'ThermostatAlert' })
    expect(Object.keys(headers).sort()).toEqual(names.filter((name) => !ofHttp.includes(name)).sort())
    for (const [name, value] of Object.entries(captured.headers)) {
      if (!ofHttp.includes(name.toLowerCase())) expect(headers[name.toLowerCase()], name).toBe(value)
    }
  })

  it('as an object for one CloudEvent, as an array for several, and always as an array in Event Grid schema', () => {
    const [ce, eg] = [cloudEvents.connectedEvent(), eventGrid.connectedEvent()]
    expect(JSON.parse(cloudEvents.batch([ce]).body ?? '')).toEqual(ce)
    expect(JSON.parse(cloudEvents.batch([ce, ce]).body ?? '')).toEqual([ce, ce])
    expect(cloudEvents.batch([ce, ce]).headers['content-type']).toMatch(
      /^application\/cloudevents-batch\+json;/,
    )
    expect(JSON.parse(eventGrid.batch([eg]).body ?? '')).toEqual([eg])
  })

  it.each([
    ['a user', { userId: 'Zoë % ü/?' }],
    ['a source', { source: '/subscriptions/é %/x' }],
  ])('so that %s survives binary mode', async (_, details) => {
    const received: object[] = []
    const client = createClient(createWebhook({ connected: (event) => received.push(event) }))
    await client.send(toBinary(cloudEvents.connectedEvent(details)))
    expect(received).toMatchObject([details])
  })
})

it('samples have unique names and a source', () => {
  expect(new Set(samples.map(({ name }) => name)).size).toBe(samples.length)
  for (const { name, source } of samples) expect(source, name).not.toBe('')
})

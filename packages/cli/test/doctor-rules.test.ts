import { cloudEvents } from '@signalr-events/testing'
import { expect, it } from 'vitest'
import { diagnose } from '../src/doctor/rules.js'

// Error codes that a test cannot cause on every machine.

const request = cloudEvents.handshake()

it.each([
  ['EHOSTUNREACH', 'HOST_UNREACHABLE'],
  ['EAI_AGAIN', 'HOST_UNKNOWN'],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'TLS_FAILED'],
  ['E_UNKNOWN', 'UNEXPECTED_ANSWER'],
])('%s is %s', (code, finding) => {
  const error = Object.assign(new Error(), { code })
  expect(diagnose({ id: 'black-box-options', exchange: { request, mode: 'whole', error } })).toBe(finding)
})

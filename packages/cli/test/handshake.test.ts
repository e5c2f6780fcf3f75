import { expect, it } from 'vitest'
import { judgePermission, judgeValidation } from '../src/send/handshake.js'

const validated = (body: unknown, status = 200) => ({ status, headers: {}, body: JSON.stringify(body) })

it.each([
  ['the code', validated({ validationResponse: 'CODE' }), undefined],
  ['202', validated({ validationResponse: 'CODE' }, 202), 'exactly 200'],
  ['a redirect', validated({}, 301), 'No redirect is followed'],
  ['nothing', { status: 200, headers: {}, body: '' }, 'not a JSON object'],
  ['the bare code', validated('CODE'), 'not a JSON object'],
  ['null', validated(null), 'not a JSON object'],
  ['an array', validated([{ validationResponse: 'CODE' }]), 'not a JSON object'],
  ['a capital letter', validated({ ValidationResponse: 'CODE' }), 'with a small v'],
  ['another member', validated({ code: 'CODE' }), 'no such member'],
  ['another code', validated({ validationResponse: 'code' }), 'another code'],
])('a validation request that is answered with %s', (_, answer, refusal) => {
  expect(judgeValidation(answer, 'CODE') ?? 'taken').toContain(refusal ?? 'taken')
})

const permitted = (origin: string | undefined, status = 200) => ({
  status,
  headers: origin === undefined ? {} : { 'webhook-allowed-origin': origin },
  body: '',
})

it.each([
  ['the origin', permitted('eventgrid.azure.net'), undefined],
  ['a star', permitted('*'), undefined],
  ['404', permitted('*', 404), 'exactly 200'],
  ['204', permitted('*', 204), 'exactly 200'],
  ['no origin', permitted(undefined), 'is missing'],
  ['another origin', permitted('eventgrid.azure.net.example.com'), 'must be eventgrid.azure.net or *'],
])('OPTIONS that is answered with %s', (_, answer, refusal) => {
  expect(judgePermission(answer) ?? 'taken').toContain(refusal ?? 'taken')
})

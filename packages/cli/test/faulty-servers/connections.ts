import { type Handlers, sharedKey, signalrEvents, type WebhookOptions } from '@signalr-events/express'
import express, { type Express, type RequestHandler } from 'express'
import { createCertificate } from '../../../../test/support/certificate.js'
import { type FaultyServer, faultyServer } from './fixture.js'
import { handwritten } from './handwritten.js'
import { serveTcp, serveTls } from './servers.js'

/** Our webhook behind middleware, or with options. */
function webhook(options: WebhookOptions = {}, ...front: RequestHandler[]): Express {
  const handlers: Handlers = {}
  return express().use(...front, signalrEvents(handlers, { onError() {}, ...options }))
}

/** Rejects requests without a header. */
function requireHeader(name: string): RequestHandler {
  return (req, res, next) => {
    if (req.get(name) === undefined) res.sendStatus(403)
    else next()
  }
}

const source = '/subscriptions/s/resourceGroups/g/providers/Microsoft.SignalRService/SignalR/mine'
const page = '<!doctype html><title>App</title>'

/** Servers that deliveries do not reach. */
export const connections: readonly FaultyServer[] = [
  {
    name: 'nothing listens',
    must: ['CONNECTION_REFUSED'],
    async serve() {
      const { url, close } = await serveTcp(() => {})
      await close()
      return { url, close: async () => {} }
    },
  },
  {
    name: 'a host that does not exist',
    must: ['HOST_UNKNOWN'],
    should: ['NOT_HTTPS'],
    serve: async () => ({ url: 'http://nowhere.invalid', close: async () => {} }),
  },
  {
    name: 'a server that resets connections',
    must: ['CONNECTION_RESET'],
    serve: () => serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy())),
  },
  {
    name: 'another protocol',
    must: ['NOT_HTTP'],
    serve: () => serveTcp((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')),
  },
  {
    name: 'a self-signed certificate',
    must: ['TLS_SELF_SIGNED'],
    serve: () => serveTls(createCertificate(), webhook()),
  },
  {
    name: 'a certificate without its chain',
    must: ['TLS_INCOMPLETE_CHAIN'],
    serve: () => serveTls(createCertificate({ issued: true }), webhook()),
  },
  {
    name: 'http on the port for https',
    must: ['TLS_FAILED'],
    serve: () => serveTcp((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), 'https'),
  },
  faultyServer('no answer', 'TOO_SLOW', () => {}, { options: { timeoutMs: 200 } }),
  faultyServer(
    'an unfinished answer',
    'TOO_SLOW',
    (_req, res) => void res.writeHead(200, { 'content-length': 5 }).write('{'),
    { options: { timeoutMs: 200 } },
  ),
  faultyServer(
    'a redirect to https',
    'REDIRECT',
    webhook({}, (req, res) => res.redirect(301, `https://example.com${req.url}`)),
  ),
  faultyServer(
    'a redirect to the trailing slash',
    'REDIRECT',
    webhook({}, (req, res, next) => (req.path.endsWith('/') ? next() : res.redirect(308, `${req.path}/`))),
    { at: '/events' },
  ),
  faultyServer('another path', 'NOT_FOUND', webhook({ path: '/events' }), { at: '/event' }),
  faultyServer('another path, hand-written', 'NOT_FOUND', handwritten(), { at: '/event' }),
  faultyServer(
    'the start page for every path',
    'HTML_ANSWER',
    webhook({}, (_req, res) => void res.send(page)),
  ),
  faultyServer('a firewall that requires Accept', 'NEEDS_ACCEPT', webhook({}, requireHeader('accept'))),
  faultyServer(
    'a firewall that requires User-Agent',
    'NEEDS_ACCEPT',
    webhook({}, requireHeader('user-agent')),
  ),
  faultyServer(
    'a case-sensitive subscription',
    'SUBSCRIPTION_CASE',
    handwritten({
      validate: (validationResponse, res) =>
        res.req.get('aeg-subscription-name') === 'My-Sub'
          ? void res.json({ validationResponse })
          : void res.sendStatus(400),
    }),
    { options: { schema: 'eventgrid', subscription: 'My-Sub' } },
  ),
  faultyServer('a wrong key', 'KEY_REFUSED', webhook({ path: '/', authorize: sharedKey('right') }), {
    at: '/?key=wrong',
  }),
  faultyServer('sources without --source', 'FORBIDDEN', webhook({ path: '/', sources: [source] })),
  faultyServer('sources with --source', [], webhook({ sources: [source] }), { options: { source } }),
  faultyServer(
    'subscriptions without --subscription',
    'FORBIDDEN',
    webhook({ path: '/', subscriptions: ['mine'] }),
  ),
  faultyServer('subscriptions with --subscription', [], webhook({ subscriptions: ['mine'] }), {
    options: { subscription: 'Mine' },
  }),
]

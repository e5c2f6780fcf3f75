import { createServer } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { signalrEvents as forExpress } from '@signalr-events/express'
import { signalrEvents as forHono } from '@signalr-events/hono'
import { signalrEvents as forKoa } from '@signalr-events/koa'
import { signalrEvents as forNode } from '@signalr-events/node'
import express from 'express'
import { Hono } from 'hono'
import Koa from 'koa'

/**
 * A server for each adapter, with handlers and `path` and nothing else set.
 *
 * @type {Readonly<Record<string, (handlers: object, options: object, memory: () => string) => import('node:http').Server>>}
 */
export const adapters = {
  node(handlers, options, memory) {
    const events = forNode(handlers, options)
    return createServer((request, response) => void (events(request, response) || response.end(memory())))
  },
  express: (handlers, options, memory) =>
    createServer(express().use(forExpress(handlers, options), (_, response) => void response.end(memory()))),
  koa(handlers, options, memory) {
    const app = new Koa().use(forKoa(handlers, options)).use((context) => {
      context.body = memory()
    })
    return createServer(app.callback())
  },
  hono(handlers, options, memory) {
    const app = new Hono().use(forHono(handlers, options)).get('/memory', (c) => c.text(memory()))
    return /** @type {import('node:http').Server} */ (createAdaptorServer(app))
  },
}

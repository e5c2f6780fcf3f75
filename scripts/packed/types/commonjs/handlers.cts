import core = require('@signalr-events/core')
import express = require('@signalr-events/express')

const handlers: core.Handlers = { connected: ({ userId }) => userId?.length }
express.signalrEvents(core.combine(handlers), { authorize: express.sharedKey('k') })

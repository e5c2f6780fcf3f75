import core = require('@signalr-events/core')
import failures = require('@signalr-events/core/failures')
import express = require('@signalr-events/express')

const handlers: core.Handlers = { connected: ({ userId }) => userId?.length }
express.signalrEvents(core.combine(handlers), { authorize: express.sharedKey('k') })
console.log(failures.failures.UNAUTHORIZED.status)

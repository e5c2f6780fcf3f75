import { readPeakMemory } from '../../shared/memory.mjs'
import { announce } from '../announce.mjs'
import { adapters } from './adapters.mjs'

let handled = 0
const handlers = {
  async connected() {
    await new Promise(setImmediate)
    handled++
  },
}
const memory = () => JSON.stringify({ handled, peak: readPeakMemory() })

const server = adapters[process.argv[2]](handlers, { path: '/events', onError() {} }, memory)
server.listen(0, '127.0.0.1', () => announce(server.address().port))

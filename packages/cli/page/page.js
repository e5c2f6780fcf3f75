// Follows what happens, and does what its buttons say.
import { addClient } from './clients.js'
import { createDeliveries, createLog, find, post, showConnections } from './lists.js'

/**
 * @typedef {object} Connection
 * @property {string} connectionId
 * @property {string} [userId]
 * @property {string} hubName
 * @property {string} transport
 * @property {string} protocol
 * @property {boolean} frozen
 *
 * @typedef {{ number: number, at: number, type: string, text: string, [member: string]: unknown }} Entry
 *
 * @typedef {{ hub: string, connections: Connection[], entries: Entry[] }} State
 */

const deliveries = createDeliveries()
const log = createLog()
const handshake = find(document, '#handshake', HTMLElement)

/** @param {Entry} entry */
function show(entry) {
  log.add(entry)
  if (entry.type === 'delivery') deliveries.add(entry)
  if (entry.type === 'waiting') handshake.textContent = entry.text
  if (entry.type === 'handshake') handshake.textContent = `${entry['state']}: ${entry['reason']}`
  if (entry.type === 'ready') {
    find(document, '#webhook', HTMLElement).textContent = String(entry['webhook'])
    find(document, '#service', HTMLElement).textContent = String(entry['service'])
    find(document, '#connection-string', HTMLInputElement).value = String(entry['connectionString'])
  }
}

const events = new EventSource('/local/events')
events.addEventListener('snapshot', ({ data }) => {
  /** @type {State} */
  const { entries, connections } = JSON.parse(data)
  deliveries.clear()
  log.clear()
  handshake.textContent = 'Not answered yet'
  entries.forEach(show)
  showConnections(connections)
})
events.addEventListener('change', ({ data }) => {
  /** @type {State} */
  const { entries, connections } = JSON.parse(data)
  entries.forEach(show)
  showConnections(connections)
})
events.addEventListener('error', () => {
  handshake.textContent = 'signalr-events dev does not answer'
  showConnections([])
})

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest('button[data-action]') : null
  if (!(button instanceof HTMLButtonElement)) return
  const { action } = button.dataset
  const { id: connectionId } = button.closest('li')?.dataset ?? {}
  post('/local/action', { action, connectionId }).catch(showError)
})

/** @param {unknown} error */
function showError(error) {
  handshake.textContent = error instanceof Error ? error.message : String(error)
}

const copy = find(document, '#copy', HTMLButtonElement)
copy.addEventListener('click', async () => {
  const field = find(document, '#connection-string', HTMLInputElement)
  field.select()
  await navigator.clipboard.writeText(field.value)
  copy.textContent = 'Copied'
  setTimeout(() => (copy.textContent = 'Copy'), 2000)
})

addClient('ada')
addClient('bob')

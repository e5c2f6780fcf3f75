// The connections, the deliveries and the log.

/** @typedef {import('./page.js').Connection} Connection */
/** @typedef {import('./page.js').Entry} Entry */

const maxRows = 100

/**
 * The element that a selector finds.
 *
 * @template {Element} Kind
 * @param {ParentNode} parent
 * @param {string} selector
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
export function find(parent, selector, kind) {
  const element = parent.querySelector(selector)
  if (!(element instanceof kind)) throw new TypeError(`There is no ${selector}`)
  return element
}

/**
 * A copy of the first element of a template.
 *
 * @param {string} selector
 */
export function copyTemplate(selector) {
  const { content } = find(document, selector, HTMLTemplateElement)
  const [copy] = /** @type {DocumentFragment} */ (content.cloneNode(true)).children
  return /** @type {HTMLElement} */ (copy)
}

/**
 * @param {string} path
 * @param {object} body
 */
export async function post(path, body) {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(await response.text())
}

/**
 * Shows the connections. Elements that stay are kept, so that the focus stays too.
 *
 * @param {Connection[]} connections
 */
export function showConnections(connections) {
  const list = find(document, '#connections', HTMLElement)
  find(document, '#connection-count', HTMLElement).textContent = String(connections.length)
  const ids = new Set(connections.map(({ connectionId }) => connectionId))
  const items = new Map(
    [...list.children].map((item) => [/** @type {HTMLElement} */ (item).dataset['id'] ?? '', item]),
  )
  for (const [id, item] of items) if (!ids.has(id)) item.remove()
  for (const connection of connections) {
    const item = items.get(connection.connectionId) ?? list.appendChild(createItem(connection))
    const button = find(item, '[data-action="freeze"], [data-action="thaw"]', HTMLButtonElement)
    button.dataset['action'] = connection.frozen ? 'thaw' : 'freeze'
    button.textContent = connection.frozen ? 'Thaw' : 'Freeze'
  }
}

/** @param {Connection} connection */
function createItem({ connectionId, userId = 'anonymous', hubName, transport, protocol }) {
  const item = copyTemplate('#connection')
  item.dataset['id'] = connectionId
  const user = find(item, '.user', HTMLElement)
  user.textContent = userId
  user.id = `user-${connectionId}`
  for (const button of item.querySelectorAll('button')) button.setAttribute('aria-describedby', user.id)
  find(item, '.details', HTMLElement).textContent = `${hubName}, ${transport}, ${protocol}, ${connectionId}`
  return item
}

/** @param {number} at */
const toTime = (at) => new Date(at).toLocaleTimeString('en-GB')

/** The deliveries, the latest first. */
export function createDeliveries() {
  const body = find(document, '#deliveries', HTMLTableSectionElement)
  const none = find(document, '#no-deliveries', HTMLElement)
  return {
    /** @param {Entry} entry */
    add({ at, event, text, next }) {
      const row = document.createElement('tr')
      const [, answer = ''] = text.split(' → ')
      for (const value of [toTime(at), String(event), answer]) row.insertCell().textContent = value
      row.cells[2]?.classList.add(String(next))
      body.prepend(row)
      while (body.rows.length > maxRows) body.deleteRow(-1)
      none.hidden = true
    },
    clear() {
      body.replaceChildren()
      none.hidden = false
    },
  }
}

/** Everything that happens, as on the command line. */
export function createLog() {
  const list = find(document, '#log', HTMLElement)
  return {
    /** @param {Entry} entry */
    add({ at, type, text }) {
      const item = document.createElement('li')
      item.textContent = `${toTime(at)} ${text}`
      item.className = type
      list.prepend(item)
      while (list.children.length > maxRows) list.lastElementChild?.remove()
    },
    clear: () => list.replaceChildren(),
  }
}

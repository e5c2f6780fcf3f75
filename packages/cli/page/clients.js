// Clients of @microsoft/signalr, each with its form and its messages.
import { copyTemplate, find, post } from './lists.js'

const { signalR } = /** @type {{ signalR: typeof import('@microsoft/signalr') }} */ (
  /** @type {unknown} */ (globalThis)
)

/** How long to wait before each attempt to reconnect, in milliseconds. */
const retryDelays = [0, 1000, 2000, 2000, 5000, 5000, 10_000, 10_000, 30_000]

/**
 * Adds a client and connects it.
 *
 * @param {string} user
 */
export function addClient(user) {
  const panel = copyTemplate('#client')
  const view = createView(panel)
  view.user.value = user
  panel.setAttribute('aria-label', `Client ${user}`)
  find(document, '#clients', HTMLElement).append(panel)

  /** @type {import('@microsoft/signalr').HubConnection | undefined} */
  let connection

  async function connect() {
    connection = createConnection(view.user.value, view.transport.value)
    connection.on('message', view.addMessage)
    connection.onreconnecting((error) => view.setState('Reconnecting', error))
    connection.onreconnected(() => view.setState('Connected'))
    connection.onclose((error) => view.setState('Disconnected', error))
    view.setState('Connecting')
    try {
      await connection.start()
      view.setState('Connected')
    } catch (error) {
      view.setState('Disconnected', error)
    }
  }

  view.onConnect(() => (view.isConnected() ? connection?.stop() : connect()))
  view.onSend((text) => post('/local/send', { user: view.user.value, text }))
  void connect()
}

/**
 * @param {string} user
 * @param {string} transport
 */
function createConnection(user, transport) {
  const chosen = signalR.HttpTransportType[/** @type {'WebSockets'} */ (transport)]
  // The client asks /local/negotiate, and is sent to the service with a token, as an app does it.
  return new signalR.HubConnectionBuilder()
    .withUrl(`/local?user=${encodeURIComponent(user)}`, { transport: chosen })
    .withAutomaticReconnect(retryDelays)
    .configureLogging(signalR.LogLevel.None)
    .build()
}

/** @param {HTMLElement} panel */
function createView(panel) {
  const connect = find(panel, '.connect', HTMLFormElement)
  const send = find(panel, '.send', HTMLFormElement)
  const state = find(panel, '.state', HTMLElement)
  const messages = find(panel, '.messages', HTMLElement)
  const user = find(connect, '[name=user]', HTMLInputElement)
  const transport = find(connect, '[name=transport]', HTMLSelectElement)
  const text = find(send, '[name=text]', HTMLInputElement)
  const isConnected = () => state.dataset['state'] !== 'Disconnected'

  return {
    ...{ user, transport, isConnected },
    /**
     * @param {'Connecting' | 'Connected' | 'Reconnecting' | 'Disconnected'} name
     * @param {unknown} [error]
     */
    setState(name, error) {
      state.dataset['state'] = name
      state.textContent = error instanceof Error ? `${name}: ${error.message}` : name
      user.disabled = transport.disabled = isConnected()
      find(connect, 'button', HTMLButtonElement).textContent = isConnected() ? 'Disconnect' : 'Connect'
      find(send, 'button', HTMLButtonElement).disabled = name !== 'Connected'
    },
    /**
     * @param {string} from
     * @param {string} message
     */
    addMessage(from, message) {
      const item = document.createElement('li')
      const name = document.createElement('b')
      name.textContent = `${from}: `
      item.append(name, message)
      messages.append(item)
      while (messages.children.length > 100) messages.firstElementChild?.remove()
      messages.scrollTop = messages.scrollHeight
    },
    /** @param {() => unknown} run */
    onConnect(run) {
      connect.addEventListener('submit', (event) => {
        event.preventDefault()
        run()
      })
    },
    /** @param {(text: string) => Promise<void>} run */
    onSend(run) {
      send.addEventListener('submit', async (event) => {
        event.preventDefault()
        await run(text.value)
        text.value = ''
      })
    },
  }
}

import { explainReason } from '../failure.js'
import { toCount, toTime } from '../format.js'
import { toOneLine } from '../one-line.js'
import type { Color, Paint } from '../paint.js'
import type { Activity, Client, Delivery, Waiting } from './activity.js'

/** Describes what has happened, in one line without control characters. */
export function toText(activity: Activity, paint: Paint = (_, text) => text): string {
  const line = (color: Color | undefined, text: string) => {
    const plain = toOneLine(text, 1000)
    return color === undefined ? plain : paint(color, plain)
  }
  switch (activity.type) {
    case 'ready':
      return line(undefined, `Service listens at ${activity.service}.`)
    case 'waiting':
      return line(activity.reason === undefined ? 'dim' : 'red', toWaiting(activity))
    case 'handshake':
      return line(activity.state === 'Succeeded' ? 'green' : 'red', toHandshake(activity))
    case 'open':
      return line('green', `+ ${toClient(activity)}`)
    case 'gone':
      return line('yellow', `- ${toClient(activity)}, ${activity.reason}`)
    case 'published':
      return line('dim', `${activity.event}: published`)
    case 'delivery':
      return line(deliveryColors[activity.next], toDelivery(activity))
    case 'fault':
      return line('yellow', `${activity.event}: injected ${activity.kind}`)
    case 'action':
      return line('bold', `* ${activity.action}${toConnections(activity)}`)
    case 'undelivered':
      return line('red', `! ${toUndelivered(activity)}`)
    case 'warning':
      return line('red', `! ${activity.code}: ${activity.message}`)
  }
}

function toWaiting({ reason }: Waiting): string {
  const cause = reason === undefined ? '' : ` ${reason}`
  return `Waiting for the webhook to listen. Events are held until then.${cause}`
}

const deliveryColors = {
  delivered: 'green',
  retry: 'yellow',
  dropped: 'red',
  'dead-lettered': 'red',
} as const satisfies Record<Delivery['next'], Color>

function toClient({ userId = 'anonymous', hubName, transport, protocol }: Client): string {
  return `${userId}: ${hubName}, ${transport}, ${protocol}`
}

function toHandshake({ state, reason, validationUrl }: Extract<Activity, { type: 'handshake' }>): string {
  const url = validationUrl === undefined ? '' : ` Validate manually at ${validationUrl}`
  return `Handshake → ${state}: ${explainReason(reason)}${url}`
}

function toDelivery({ event, attempt, answer, durationMs, next, retryInMs }: Delivery): string {
  const again = attempt > 1 ? ` (attempt ${attempt})` : ''
  const then = retryInMs === undefined ? next : `retry in ${toTime(retryInMs)}`
  const rest = next === 'delivered' ? '' : `, ${then}`
  return `${event}${again} → ${answer} in ${toTime(durationMs)}${rest}`
}

const reasons = {
  'not-subscribed': ', because no handshake succeeded',
  pending: ': they waited for an answer, a retry or an injected delay',
} as const

function toUndelivered({ events, reason }: Extract<Activity, { type: 'undelivered' }>): string {
  const were = events === 1 ? '1 event was' : `${toCount(events)} events were`
  const text = `${were} not delivered${reasons[reason]}.`
  return events === 1 ? text.replace('they waited', 'it waited') : text
}

function toConnections({ action, connections }: Extract<Activity, { type: 'action' }>): string {
  if (action === 'restart' || action === 'crash') return ''
  return connections === 1 ? ': 1 connection' : `: ${connections} connections`
}

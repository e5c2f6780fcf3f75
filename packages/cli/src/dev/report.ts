import type { Output } from '../output.js'
import { createPaint } from '../paint.js'
import { toWidth, wrap } from '../wrap.js'
import type { Ready } from './activity.js'
import type { Entry } from './journal.js'
import { keyHelp } from './keys.js'
import { toText } from './to-text.js'

/** Creates what prints each entry as a line of JSON. */
export function createJsonReport(out: Output): (entry: Entry) => void {
  return ({ at, activity }) =>
    void out.write(`${JSON.stringify({ at: new Date(at).toISOString(), ...activity })}\n`)
}

/** Creates what prints each entry as a line of text. */
export function createTextReport(out: Output, hasKeys: boolean): (entry: Entry) => void {
  const paint = createPaint(out)
  return ({ activity }) =>
    void out.write(
      activity.type === 'ready'
        ? toHead(activity, hasKeys ? wrap(keyHelp, toWidth(out)) : undefined)
        : `${toText(activity, paint)}\n`,
    )
}

function toHead({ webhook, service, page, connectionString }: Ready, keys: string | undefined): string {
  const lines = [
    `Webhook  ${webhook}`,
    `Service  ${service}`,
    ...(page === undefined ? [] : [`Page     ${page}`]),
    '',
    `AzureSignalRConnectionString="${connectionString}"`,
    '',
    ...(keys === undefined ? [] : [keys, '']),
  ]
  return `${lines.join('\n')}\n`
}

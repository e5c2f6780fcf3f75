import type { HttpAnswer } from '@signalr-events/simulator'

/** Whether an answer is a web page. */
export function isHtml({ headers, body }: HttpAnswer): boolean {
  return /^text\/html/i.test(headers['content-type'] ?? '') && /^\s*<(!doctype|html)/i.test(body)
}

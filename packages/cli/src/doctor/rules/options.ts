import { isHtml } from './html.js'
import type { Rule } from './rule.js'

const missing = [404, 405, 410, 501]

/** The cause in the answer to the CloudEvents handshake. */
export const fromOptions: Rule = ({ exchange: { request, answer } }) => {
  if (request.method !== 'OPTIONS' || answer === undefined) return undefined
  const { status, headers, body } = answer
  if (missing.includes(status)) return 'NO_OPTIONS_ROUTE'
  if (status === 401 || status === 403) return 'AUTH_IN_FRONT'
  if (/invalid preflight request/i.test(body)) return 'CORS_IN_FRONT'
  if (status < 200 || status > 299) return undefined
  if (headers['webhook-allowed-origin'] !== undefined)
    return status === 200 ? 'WRONG_ALLOWED_ORIGIN' : 'OPTIONS_STATUS'
  if (headers['access-control-allow-methods'] !== undefined) return 'CORS_IN_FRONT'
  return isHtml(answer) ? 'HTML_ANSWER' : 'NO_ALLOWED_ORIGIN'
}

import type { AllowList } from './allow.js'
import { WebhookError } from './errors.js'
import type { RequestHead } from './http.js'

/**
 * Event Grid's origins: public, US Government, China and the two air-gapped clouds, as Microsoft's own receiver
 * knows them.
 * @see https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/eventgrid/Microsoft.Azure.WebJobs.Extensions.EventGrid/src/TriggerBinding/HttpRequestProcessor.cs
 */
export const eventGridOrigins: readonly string[] = [
  'eventgrid.azure.net',
  'eventgrid.azure.us',
  'eventgrid.azure.cn',
  'eventgrid.azure.eaglex.ic.gov',
  'eventgrid.azure.microsoft.scloud',
]

/** Whether a request is the CloudEvents handshake, and not for example a CORS preflight. */
export function isHandshake(request: RequestHead): boolean {
  return request.method === 'OPTIONS' && request.header('webhook-request-origin') !== undefined
}

/**
 * Answers the CloudEvents handshake with the origin to allow. It needs no authorization, since Event Grid sends none
 * with it.
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md#4-abuse-protection
 * @throws {WebhookError} `ORIGIN_NOT_ALLOWED`
 */
export function readHandshakeOrigin(request: RequestHead, allowed: AllowList): string {
  const origin = request.header('webhook-request-origin')?.trim()
  if (origin !== undefined && allowed.origin(origin)) return origin
  throw new WebhookError('ORIGIN_NOT_ALLOWED')
}

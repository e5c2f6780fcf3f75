import {
  type Context as ActiveContext,
  type Attributes,
  context as active,
  createTraceState,
  isSpanContextValid,
  type Link,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import type { ConnectionEvent, Context, RequestHead } from '@signalr-events/core'
import * as names from './names.js'

/** A span that is to be ended, and the context in which it is active. */
export interface Traced {
  readonly span: Span
  readonly context: ActiveContext
}

const common = { [names.systemName]: names.system, [names.operationType]: 'process' }

/** Starts the span of a delivery. `undefined` without an SDK, or if the SDK throws: that must not cost the delivery. */
export function startDelivery(tracer: Tracer | undefined, request: RequestHead): Traced | undefined {
  return start(tracer, (tracer) =>
    tracer.startSpan('deliver', {
      kind: SpanKind.CONSUMER,
      attributes: { ...common, [names.operationName]: 'deliver', ...readHead(request) },
    }),
  )
}

/** Starts the span of an event, below that of its delivery, which is active. */
export function startEvent(tracer: Tracer | undefined, event: ConnectionEvent): Traced | undefined {
  return start(tracer, (tracer) => {
    const resource = readResource(event)
    return tracer.startSpan(resource === undefined ? 'process' : `process ${resource}`, {
      kind: SpanKind.INTERNAL,
      attributes: toEventAttributes(event, resource),
      links: toLinks(event),
    })
  })
}

/** What is known of a delivery once it is decoded. */
export function describeDelivery({ events, delivery }: Context): void {
  trace.getActiveSpan()?.setAttributes({
    [names.messageCount]: events.length,
    [names.schema]: delivery.schema,
  })
}

/** Ends a span. Neither what was thrown nor its message goes into it: handlers put personal data there. */
export function end(traced: Traced | undefined, code: string | undefined, attributes: Attributes): void {
  if (traced === undefined) return
  try {
    traced.span.setAttributes(attributes)
    if (code !== undefined) {
      traced.span.setAttribute(names.errorType, code)
      traced.span.setStatus({ code: SpanStatusCode.ERROR, message: code })
    }
    traced.span.end()
  } catch {
    // A span processor that throws must not change an answer.
  }
}

function start(tracer: Tracer | undefined, startSpan: (tracer: Tracer) => Span): Traced | undefined {
  if (tracer === undefined) return undefined
  try {
    const span = startSpan(tracer)
    // A span that is not sampled is active too, so that those below it are not sampled either.
    if (!span.isRecording() && !isSpanContextValid(span.spanContext())) return undefined
    return { span, context: trace.setSpan(active.active(), span) }
  } catch {
    return undefined
  }
}

/** Never the URL: its query holds the key. The name of a subscription has a fixed form: any sender can set the header. */
function readHead(request: RequestHead): Attributes {
  const subscription = request.header('aeg-subscription-name') ?? ''
  const attempt = readAttempt(request)
  return {
    ...(/^[\w.-]{1,64}$/.test(subscription) ? { [names.subscription]: subscription } : {}),
    ...(attempt === undefined ? {} : { [names.attempt]: attempt }),
  }
}

/** How often Event Grid has tried this delivery before. */
export function readAttempt(request: RequestHead): number | undefined {
  const count = request.header('aeg-delivery-count')
  return count !== undefined && /^\d{1,9}$/.test(count) ? Number(count) : undefined
}

/**
 * The name of the SignalR Service, the last part of its resource id. Another source is not recorded: a sender chooses it,
 * and it may be a URL.
 */
function readResource({ source }: ConnectionEvent): string | undefined {
  return /^\/subscriptions\/[\p{L}\p{N}_./()-]{1,500}\/([\w.-]{1,64})$/iu.exec(source)?.[1]
}

/** Never the user's id. */
function toEventAttributes(event: ConnectionEvent, resource: string | undefined): Attributes {
  return {
    ...common,
    [names.operationName]: 'process',
    ...(resource === undefined ? {} : { [names.destination]: resource }),
    [names.messageId]: event.id,
    [names.eventType]: event.type,
    [names.hub]: event.hubName,
    [names.connectionId]: event.connectionId,
    ...toCloudEventAttributes(event, resource),
  }
}

function toCloudEventAttributes(
  { raw, id, source }: ConnectionEvent,
  resource: string | undefined,
): Attributes {
  if (!('specversion' in raw)) return {}
  return {
    [names.cloudEventId]: id,
    ...(resource === undefined ? {} : { [names.cloudEventSource]: source }),
    [names.cloudEventType]: String(raw['type']),
    [names.cloudEventVersion]: '1.0',
  }
}

/**
 * A link to the span that has sent a CloudEvent, by its extension for distributed tracing. Later versions may add fields.
 *
 * @see https://www.w3.org/TR/trace-context/#versioning-of-traceparent
 */
function toLinks({ raw }: ConnectionEvent): Link[] {
  const { traceparent, tracestate } = raw
  if (typeof traceparent !== 'string') return []
  const [, traceId = '', spanId = '', flags = ''] =
    /^(?!ff|00.{54})[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:-.*)?$/.exec(traceparent) ?? []
  const traceFlags = Number.parseInt(flags, 16) & 1
  const traceState = typeof tracestate === 'string' ? createTraceState(tracestate) : undefined
  const context = { traceId, spanId, traceFlags, isRemote: true, ...(traceState && { traceState }) }
  return isSpanContextValid(context) ? [{ context }] : []
}

/** The name of the instrumentation. */
export const scope = '@signalr-events/otel'

// Names of attributes. OpenTelemetry's conventions for messaging and CloudEvents are experimental, and their package asks
// to copy such names.
// https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/

export const systemName = 'messaging.system.name'
export const system = 'azure.eventgrid'
export const operationName = 'messaging.operation.name'
export const operationType = 'messaging.operation.type'
export const destination = 'messaging.destination.name'
export const subscription = 'messaging.destination.subscription.name'
export const messageId = 'messaging.message.id'
export const messageCount = 'messaging.batch.message_count'
export const statusCode = 'http.response.status_code'
export const errorType = 'error.type'

export const cloudEventId = 'cloudevents.event_id'
export const cloudEventSource = 'cloudevents.event_source'
export const cloudEventType = 'cloudevents.event_type'
export const cloudEventVersion = 'cloudevents.event_spec_version'

export const hub = 'signalr.hub'
export const connectionId = 'signalr.connection.id'

export const attempt = 'signalr_events.attempt'
export const redelivered = 'signalr_events.redelivered'
export const schema = 'signalr_events.schema'
export const eventType = 'signalr_events.event.type'
export const outcome = 'signalr_events.outcome'
export const result = 'signalr_events.result'

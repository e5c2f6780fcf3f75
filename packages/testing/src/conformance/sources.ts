/** The pages that the guarantees come from. */
export const sources = {
  validation: 'https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema',
  abuseProtection:
    'https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md#4-abuse-protection',
  retry: 'https://learn.microsoft.com/azure/event-grid/delivery-and-retry',
  headers: 'https://learn.microsoft.com/azure/event-grid/receive-events#message-headers',
  eventSchema: 'https://learn.microsoft.com/azure/event-grid/event-schema',
  signalr: 'https://learn.microsoft.com/azure/event-grid/event-schema-azure-signalr',
  security: 'https://learn.microsoft.com/azure/event-grid/security-authentication',
  jsonFormat: 'https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md',
  httpBinding:
    'https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md',
  receiver:
    'https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/eventgrid/Microsoft.Azure.WebJobs.Extensions.EventGrid/src/TriggerBinding/HttpRequestProcessor.cs',
  receiverTests:
    'https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/eventgrid/Microsoft.Azure.WebJobs.Extensions.EventGrid/tests/TestListener.cs',
  capture:
    'https://github.com/aspnet/AzureSignalR-samples/blob/main/samples/EventGridIntegration/OnConnection/sample.dat',
} as const

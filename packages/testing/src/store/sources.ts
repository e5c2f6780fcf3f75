/** The pages that the guarantees come from. */
export const sources = {
  retry: 'https://learn.microsoft.com/azure/event-grid/delivery-and-retry',
  batching: 'https://learn.microsoft.com/azure/event-grid/delivery-and-retry#output-batching',
  ids: 'https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#id',
  leases: 'https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html',
  ownership: 'https://redis.io/docs/latest/develop/clients/patterns/distributed-locks/',
} as const

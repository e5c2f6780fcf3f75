export { type Client, createClient } from './client.js'
export {
  cloudEvents,
  type DeliveryBuilder,
  type DeliveryDetails,
  type EventDetails,
  type EventGridRequest,
  eventGrid,
  type HandshakeDetails,
  toBinary,
} from './deliveries.js'
export { type Sample, samples } from './samples.js'

export { createServiceClient } from './client.js'
export type { Credential } from './credential.js'
export { isServiceError, ServiceError, type ServiceErrorCode } from './errors.js'
export type { ApiVersion, ConnectionOptions, Endpoint, ServiceClientOptions } from './options.js'
export type {
  AddUserOptions,
  CallOptions,
  ClientAccessToken,
  CloseManyOptions,
  CloseOptions,
  Group,
  GroupConnection,
  Hub,
  NegotiateResponse,
  SendOptions,
  ServiceClient,
  TokenOptions,
} from './types.js'

import {
  createServiceClient,
  type ServiceClient,
  type ServiceClientOptions,
} from '@signalr-events/management'

/** A key that must not appear in any error. It has characters that base64 ends with. */
export const accessKey = 'planted/key+of=the=service=='
export const entraToken = 'planted.entra.token'

export const toConnectionString = (url: string): string =>
  `Endpoint=${url};AccessKey=${accessKey};Version=1.0;`

export const connect = (url: string, options?: ServiceClientOptions): ServiceClient =>
  createServiceClient(toConnectionString(url), options)

/** A service with a credential, and the scopes that it was asked for. */
export function connectWithCredential(
  endpoint: string,
  options?: ServiceClientOptions,
): { service: ServiceClient; scopes: string[] } {
  const scopes: string[] = []
  const credential = {
    async getToken(scope: string) {
      scopes.push(scope)
      return { token: entraToken }
    },
  }
  return { service: createServiceClient({ endpoint, credential }, options), scopes }
}

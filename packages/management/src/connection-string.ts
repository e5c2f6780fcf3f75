import { type Endpoints, readEndpoint } from './endpoint.js'

/** What a connection string says. Without `accessKey` it asks for Microsoft Entra ID. */
export interface Connection extends Endpoints {
  readonly accessKey: string | undefined
}

// `aad` is the older name of `azure.msi` and `azure.app`, which SDKs still read.
const entraTypes = ['azure', 'azure.app', 'azure.msi', 'aad']

/**
 * Reads a connection string. Names are in any case and values may contain `=`.
 *
 * @throws {TypeError} without any value, as values may be secret
 * @see https://learn.microsoft.com/azure/azure-signalr/concept-connection-string
 */
export function parseConnectionString(text: string): Connection {
  const values = toMap(text)
  const version = values.get('version')
  if (version !== undefined && !/^1\.\d+(?:[\w.-]+)?$/.test(version)) {
    throw new TypeError("createServiceClient: 'Version' of the connection string must be 1.x")
  }
  const endpoint = readEndpoint('Endpoint', values.get('endpoint'), values.get('port'))
  return {
    endpoint,
    clientEndpoint: readOptional('ClientEndpoint', values) ?? endpoint,
    serverEndpoint: readOptional('ServerEndpoint', values) ?? endpoint,
    accessKey: readKey(values),
  }
}

function toMap(text: string): Map<string, string> {
  const values = new Map<string, string>()
  for (const part of text.split(';')) {
    if (part.trim() === '') continue
    const [, name = '', value = ''] = /^\s*([a-z]+)\s*=(.*)$/is.exec(part) ?? []
    if (name === '') throw new TypeError('createServiceClient: the connection string must be name=value;…')
    const key = name.toLowerCase()
    if (values.has(key))
      throw new TypeError(`createServiceClient: '${key}' stands twice in the connection string`)
    values.set(key, value.trim())
  }
  return values
}

function readOptional(name: string, values: ReadonlyMap<string, string>): string | undefined {
  const value = values.get(name.toLowerCase())
  return value === undefined ? undefined : readEndpoint(name, value)
}

function readKey(values: ReadonlyMap<string, string>): string | undefined {
  if (entraTypes.includes(values.get('authtype')?.toLowerCase() ?? '')) return undefined
  const key = values.get('accesskey')
  if (key !== undefined && key !== '') return key
  throw new TypeError(
    "createServiceClient: 'AccessKey' or 'AuthType=azure' is missing in the connection string",
  )
}

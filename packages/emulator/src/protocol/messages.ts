// The hub protocol. @see https://github.com/dotnet/aspnetcore/blob/main/src/SignalR/docs/specs/HubProtocol.md

export const messageTypes = {
  invocation: 1,
  streamItem: 2,
  completion: 3,
  streamInvocation: 4,
  cancelInvocation: 5,
  ping: 6,
  close: 7,
} as const

/** What the service sends. */
export type ServerMessage =
  | {
      readonly type: typeof messageTypes.invocation
      readonly target: string
      readonly arguments: readonly unknown[]
    }
  | { readonly type: typeof messageTypes.completion; readonly invocationId: string; readonly error: string }
  | { readonly type: typeof messageTypes.ping }
  | CloseMessage

export interface CloseMessage {
  readonly type: typeof messageTypes.close
  readonly error?: string | undefined
  /** Whether a client with automatic reconnect may come back. */
  readonly allowReconnect?: boolean | undefined
}

/** What a client sends. Types that later versions of the protocol add have `type` alone, and are ignored. */
export interface ClientMessage {
  readonly type: number
  readonly headers?: Readonly<Record<string, unknown>> | undefined
  readonly invocationId?: string | undefined
  readonly target?: string | undefined
  readonly arguments?: readonly unknown[] | undefined
  readonly streamIds?: readonly unknown[] | undefined
  readonly item?: unknown
  readonly result?: unknown
  readonly error?: unknown
  readonly allowReconnect?: unknown
}

/** How messages are written. */
export interface Protocol {
  readonly name: 'json' | 'messagepack'
  readonly isBinary: boolean
  /** @see Frames */
  findFrame(bytes: Uint8Array, start: number, searched: number): Frame | undefined
  /** @throws {ProtocolError} */
  decode(frame: Uint8Array): ClientMessage
  encode(message: ServerMessage): string | Uint8Array
}

/** A message among bytes. */
export interface Frame {
  readonly payload: Uint8Array
  /** Where the next one begins. */
  readonly end: number
}

/** A client sent something that is no message. */
export class ProtocolError extends Error {}

/** The largest message of a client, in bytes. */
export const MAX_MESSAGE_BYTES: number = 1024 * 1024

/** Checks what all messages of a type have. @throws {ProtocolError} */
export function checkMessage(message: ClientMessage): ClientMessage {
  const { type, invocationId, target } = message
  if (!Number.isInteger(type)) throw new ProtocolError('A message has no type.')
  const isCall = type === messageTypes.invocation || type === messageTypes.streamInvocation
  if (isCall && (typeof target !== 'string' || !Array.isArray(message.arguments)))
    throw new ProtocolError('An invocation has no target or no arguments.')
  if (invocationId !== undefined && typeof invocationId !== 'string')
    throw new ProtocolError('An invocation id is not a string.')
  return message
}

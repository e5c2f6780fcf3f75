import { type HubMessage, type ILogger, JsonHubProtocol, MessageType, NullLogger } from '@microsoft/signalr'
import { MessagePackHubProtocol } from '@microsoft/signalr-protocol-msgpack'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFrames } from '../src/protocol/frames.js'
import { json } from '../src/protocol/json.js'
import { messagepack } from '../src/protocol/messagepack.js'
import {
  type ClientMessage,
  messageTypes,
  type Protocol,
  type ServerMessage,
} from '../src/protocol/messages.js'

// Compatibility: what Microsoft's packages write, ours reads, and the reverse.

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31))

const text = fc.string({ unit: 'grapheme', maxLength: 20 })
const value = fc.jsonValue({ maxDepth: 3 }).map((each) => JSON.parse(JSON.stringify(each)) as unknown)
// Microsoft's parser treats an empty id as missing.
const id = text.filter((each) => each !== '')
const invocationId = fc.option(id, { nil: undefined })

/** The part of a hub protocol that Microsoft's packages share. */
interface Partner {
  parseMessages(input: never, logger: ILogger): HubMessage[]
  writeMessage(message: HubMessage): string | ArrayBuffer
}

const partners: readonly (readonly [Protocol['name'], Protocol, Partner])[] = [
  ['json', json, new JsonHubProtocol()],
  ['messagepack', messagepack, new MessagePackHubProtocol()],
]

const toBytes = (data: string | ArrayBuffer | Uint8Array): Uint8Array =>
  typeof data === 'string' ? Buffer.from(data) : new Uint8Array(data)

function readOurs(protocol: Protocol, chunks: readonly Uint8Array[]): ClientMessage[] {
  const frames = createFrames()
  const messages: ClientMessage[] = []
  for (const chunk of chunks) {
    frames.append(chunk)
    for (
      let frame = frames.next(protocol.findFrame);
      frame !== undefined;
      frame = frames.next(protocol.findFrame)
    )
      messages.push(protocol.decode(frame))
  }
  return messages
}

/** Splits bytes at random positions. */
function cut(bytes: Uint8Array, at: readonly number[]): Uint8Array[] {
  const places = [...new Set(at.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b)
  return [0, ...places].map((from, i) => bytes.slice(from, places[i] ?? bytes.length))
}

const withoutUndefined = (message: object) =>
  Object.fromEntries(Object.entries(message).filter(([, each]) => each !== undefined && each !== null))

describe.each(partners)('%s', (_, protocol, theirs) => {
  // MessagePack's package for JavaScript, which Microsoft's client uses too, refuses this key.
  const item = value.filter((each) => !protocol.isBinary || !JSON.stringify(each).includes('"__proto__":'))
  const args = fc.array(item, { maxLength: 5 })
  const clientMessage: fc.Arbitrary<HubMessage> = fc.oneof(
    fc.record({ type: fc.constant(MessageType.Invocation), target: text, arguments: args, invocationId }),
    fc.record({
      type: fc.constant(MessageType.StreamInvocation),
      target: text,
      arguments: args,
      invocationId: id,
    }),
    fc.record({ type: fc.constant(MessageType.StreamItem), invocationId: id, item }),
    fc.record({ type: fc.constant(MessageType.Completion), invocationId: id, result: item }),
    fc.record({
      type: fc.constant(MessageType.Completion),
      invocationId: id,
      error: text.filter((e) => e !== ''),
    }),
    fc.record({ type: fc.constant(MessageType.CancelInvocation), invocationId: id }),
    fc.constant({ type: MessageType.Ping }),
    fc.constant({ type: MessageType.Close }),
  ) as fc.Arbitrary<HubMessage>

  it('reads what Microsoft writes, in any chunks', () => {
    const run = fc.property(
      fc.array(clientMessage, { maxLength: 5 }),
      fc.array(fc.nat()),
      (messages, places) => {
        const bytes = Buffer.concat(messages.map((message) => toBytes(theirs.writeMessage(message))))
        const read = readOurs(protocol, cut(bytes, places))
        expect(read).toHaveLength(messages.length)
        for (const [i, message] of messages.entries())
          expect(withoutUndefined(read[i] ?? {})).toMatchObject(withoutUndefined(message))
      },
    )
    fc.assert(run, { seed, numRuns: 300 })
  })

  const serverMessage: fc.Arbitrary<ServerMessage> = fc.oneof(
    fc.record({
      type: fc.constant(messageTypes.invocation),
      target: text.filter((e) => e !== ''),
      arguments: args,
    }),
    fc.record({
      ...{ type: fc.constant(messageTypes.completion), invocationId: id.filter((e) => e !== '') },
      error: text.filter((e) => e !== ''),
    }),
    fc.constant({ type: messageTypes.ping }),
    fc.record({ type: fc.constant(messageTypes.close), error: text, allowReconnect: fc.boolean() }),
  )

  it('writes what Microsoft reads', () => {
    const run = fc.property(fc.array(serverMessage, { maxLength: 5 }), (messages) => {
      const data = messages.map((message) => protocol.encode(message))
      const input = protocol.isBinary
        ? new Uint8Array(Buffer.concat(data.map((each) => toBytes(each)))).buffer
        : data.join('')
      // Microsoft's JSON parser rejects empty input.
      const read = messages.length === 0 ? [] : theirs.parseMessages(input as never, NullLogger.instance)
      expect(read).toHaveLength(messages.length)
      for (const [i, message] of messages.entries()) expect(read[i]).toMatchObject(message)
    })
    fc.assert(run, { seed, numRuns: 300 })
  })

  it('reads any bytes, or throws a ProtocolError', () => {
    const run = fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (chunks) => {
      try {
        readOurs(protocol, chunks)
      } catch (error) {
        expect((error as Error).constructor.name).toBe('ProtocolError')
      }
    })
    fc.assert(run, { seed, numRuns: 2000 })
  })
})

it('a key that the package for MessagePack refuses is an invalid message', () => {
  const bytes = toBytes(
    new MessagePackHubProtocol().writeMessage({
      ...{ type: MessageType.StreamItem, invocationId: '1' },
      item: JSON.parse('{"__proto__":1}'),
    }),
  )
  expect(() => readOurs(messagepack, [bytes])).toThrow('A message is not an array in MessagePack.')
})

it('a message in single bytes is read in linear time', () => {
  const frames = createFrames()
  const byte = Buffer.from('a')
  let calls = 0
  let searched = 0
  const find: Protocol['findFrame'] = (bytes, start, from) => {
    calls++
    searched += bytes.length - from
    return json.findFrame(bytes, start, from)
  }
  for (let i = 0; i < 200_000; i++) {
    frames.append(byte)
    frames.next(find)
  }
  expect([calls, searched]).toEqual([200_000, 200_000])
})

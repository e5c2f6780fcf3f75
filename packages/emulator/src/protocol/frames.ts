import { type Frame, MAX_MESSAGE_BYTES, ProtocolError } from './messages.js'

type FindFrame = (bytes: Uint8Array, start: number, searched: number) => Frame | undefined

/** Bytes of a client that are not yet read. Transports may cut them anywhere. */
export interface Frames {
  append(chunk: Uint8Array): void
  /** The next message; `undefined` if it is not all there. @throws {ProtocolError} if it is too long */
  next(find: FindFrame): Uint8Array | undefined
}

const nothing: Uint8Array = new Uint8Array(0)

export function createFrames(): Frames {
  let bytes = nothing
  let isOwn = false
  let start = 0
  let end = 0
  // Up to here no separator was found, so that single bytes do not make the search quadratic.
  let searched = 0

  function grow(chunk: Uint8Array): void {
    const length = end - start
    if (!isOwn || start + length + chunk.length > bytes.length) {
      const larger = new Uint8Array(2 * (length + chunk.length))
      larger.set(bytes.subarray(start, end))
      searched -= start
      bytes = larger
      isOwn = true
      start = 0
      end = length
    }
    bytes.set(chunk, end)
    end += chunk.length
  }

  return {
    append(chunk) {
      if (start < end) return grow(chunk)
      // Nothing is left over, as nearly always: no copy.
      bytes = chunk
      isOwn = false
      start = searched = 0
      end = chunk.length
    },
    next(find) {
      if (start === end) return undefined
      const frame = find(bytes.subarray(0, end), start, Math.max(start, searched))
      if (frame === undefined) {
        searched = end
        if (end - start > MAX_MESSAGE_BYTES) throw new ProtocolError('A message is too long.')
        return undefined
      }
      start = searched = frame.end
      if (start === end) {
        // An idle connection holds no buffer.
        bytes = nothing
        start = end = searched = 0
      }
      return frame.payload
    },
  }
}

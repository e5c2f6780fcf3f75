/**
 * The body of a request as text, or `undefined` if it is longer than `maxBytes`. Such a body is read to its end and
 * dropped: to stop would close the connection, and the client might not get the answer.
 */
export async function readText(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<string | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size <= maxBytes) chunks.push(chunk)
  }
  return size > maxBytes ? undefined : Buffer.concat(chunks).toString()
}

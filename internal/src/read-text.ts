interface Reader {
  read(): Promise<{ readonly value?: Uint8Array | undefined }>
  cancel(): Promise<unknown>
}

/** Reads the body of a `Response` as UTF-8; `undefined` if it is longer than `maxBytes`. The rest is not read then. */
export async function readText(
  { body }: { readonly body: { getReader(): Reader } | null },
  maxBytes: number,
): Promise<string | undefined> {
  const reader = body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    bytes += part.value.length
    if (bytes > maxBytes) {
      await reader?.cancel()
      return undefined
    }
    text += decoder.decode(part.value, { stream: true })
  }
  return text + decoder.decode()
}

/** Pages of a list have 200 connections at most. A longer answer is not of the service. */
const MAX_BYTES = 4 * 1024 * 1024

/** Reads a body as text; `undefined` if it is longer than any of the service. */
export async function readText({ body }: Response): Promise<string | undefined> {
  if (body === null) return ''
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (let length = 0; ; ) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    length += value.length
    if (length > MAX_BYTES) {
      await reader.cancel()
      return undefined
    }
    text += decoder.decode(value, { stream: true })
  }
}

/** The value of JSON; `undefined` if it is something else, as the failures of version 1 and of proxies are. */
export function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}

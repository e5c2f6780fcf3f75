/** Decodes the text of a message, which Event Grid writes in base64. Other text, such as plain JSON, stays as it is. */
export function decodeText(messageText: string): string {
  const base64 = messageText.replaceAll(/\s/g, '')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return messageText
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return messageText
  }
}

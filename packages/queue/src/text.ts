/** The text of a message: Event Grid writes it in base64. JSON that somebody has put there as it is, is taken so. */
export function decodeText(messageText: string): string {
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(messageText)) return messageText
  try {
    const bytes = Uint8Array.from(atob(messageText), (character) => character.charCodeAt(0))
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return messageText
  }
}

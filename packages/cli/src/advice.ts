/** What to do if a handshake fails. */
export const handshakeAdvice: string =
  'Without a handshake, nothing is delivered. `signalr-events doctor <url>` finds the cause.'

/** What to do when a handshake fails. */
export const handshakeAdvice: string =
  'Nothing is delivered without a handshake. `signalr-events doctor <url>` looks for the reason.'

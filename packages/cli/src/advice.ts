/** What to do if a handshake fails. */
export const handshakeAdvice: string =
  'To find the cause, run `npx @signalr-events/cli doctor "<url>"`. Without a handshake, nothing is delivered.'

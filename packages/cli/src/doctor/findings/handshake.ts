import type { Meaning } from './meaning.js'

/** Findings about the handshakes. */
export type HandshakeCode =
  | 'CORS_IN_FRONT'
  | 'AUTH_IN_FRONT'
  | 'NO_OPTIONS_ROUTE'
  | 'NO_ALLOWED_ORIGIN'
  | 'OPTIONS_STATUS'
  | 'WRONG_ALLOWED_ORIGIN'
  | 'FOREIGN_ORIGIN_ALLOWED'
  | 'VALIDATION_STATUS'
  | 'VALIDATION_EMPTY'
  | 'VALIDATION_BARE_CODE'
  | 'VALIDATION_ARRAY'
  | 'VALIDATION_PASCAL_CASE'
  | 'VALIDATION_WRONG_CODE'
  | 'VALIDATION_NOT_ECHOED'

/** What they mean. */
export const handshake: Readonly<Record<HandshakeCode, Meaning>> = {
  CORS_IN_FRONT: {
    level: 'MUST',
    means:
      '`cors()` is mounted before the webhook: it answers every OPTIONS itself, the CloudEvents handshake too.',
    cure: 'Mount the webhook before `cors()`. Browsers never call it.',
  },
  AUTH_IN_FRONT: {
    level: 'MUST',
    means:
      'The CloudEvents handshake is refused: a login or a key check is in front of it, or the webhook does not admit the origin eventgrid.azure.net. Event Grid sends no credentials with OPTIONS, only the query of the URL.',
    cure: 'Answer OPTIONS without authorization, and authorize deliveries. Mount the webhook before the login.',
    explains: ['KEY_REFUSED', 'FORBIDDEN'],
  },
  NO_OPTIONS_ROUTE: {
    level: 'MUST',
    means: 'No route takes OPTIONS at this path, so no CloudEvents subscription can be created.',
    cure: 'Answer OPTIONS with 200 and `WebHook-Allowed-Origin`, or use the Event Grid schema. Compare the path, too. Middleware that answers it is mounted with `use`, not with `post`.',
  },
  NO_ALLOWED_ORIGIN: {
    level: 'MUST',
    means:
      'OPTIONS is answered without `WebHook-Allowed-Origin`, which is no consent: frameworks answer OPTIONS of their own accord for every path.',
    cure: 'Answer OPTIONS with 200 and `WebHook-Allowed-Origin: <the WebHook-Request-Origin>`, or use the Event Grid schema. Middleware that answers it is mounted with `use`, not with `post`.',
  },
  OPTIONS_STATUS: {
    level: 'MUST',
    means:
      'The CloudEvents handshake is answered with another status than 200, the only one that Event Grid is documented to accept.',
    cure: 'Answer OPTIONS with exactly 200.',
  },
  WRONG_ALLOWED_ORIGIN: {
    level: 'MUST',
    means: '`WebHook-Allowed-Origin` is neither the origin that asked nor `*`.',
    cure: 'Send back `WebHook-Request-Origin` as it came: a host, without a scheme.',
  },
  FOREIGN_ORIGIN_ALLOWED: {
    level: 'SHOULD',
    means: 'The handshake admits any origin, so anybody may subscribe the endpoint to events of their own.',
    cure: 'Admit the origins of Event Grid only, such as eventgrid.azure.net.',
  },
  VALIDATION_STATUS: {
    level: 'MUST',
    means:
      'The validation request is answered with another status than 200. Event Grid accepts 200 only; 202 and 204 are refused.',
    cure: 'Answer the validation event itself, with exactly 200 and the code, before any queue.',
  },
  VALIDATION_EMPTY: {
    level: 'MUST',
    means:
      'The validation request is answered with 200 and an empty body: the webhook takes it for an event like others, or the body did not reach it parsed.',
    cure: 'Answer `{"validationResponse":"<code>"}` with the `data.validationCode` of the event.',
  },
  VALIDATION_BARE_CODE: {
    level: 'MUST',
    means: 'The code comes back bare, and not in an object.',
    cure: 'Answer `{"validationResponse":"<code>"}`.',
  },
  VALIDATION_ARRAY: {
    level: 'MUST',
    means: 'The code comes back in an array. The request is one; the answer is a single object.',
    cure: 'Answer `{"validationResponse":"<code>"}`.',
  },
  VALIDATION_PASCAL_CASE: {
    level: 'MUST',
    means: 'The member is not spelled `validationResponse`. JSON tells upper case from lower case.',
    cure: 'Answer `{"validationResponse":"<code>"}`. A sample with `ValidationResponse` does not work in practice.',
  },
  VALIDATION_WRONG_CODE: {
    level: 'MUST',
    means: '`validationResponse` is not the code that was sent.',
    cure: 'Echo `data.validationCode` of this very request, unchanged.',
  },
  VALIDATION_NOT_ECHOED: {
    level: 'MUST',
    means: 'The validation request is answered with 200 and without the code.',
    cure: 'Answer `{"validationResponse":"<code>"}` with the `data.validationCode` of the event.',
  },
}

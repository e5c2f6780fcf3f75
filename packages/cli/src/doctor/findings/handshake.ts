import type { FindingDescription } from './description.js'

/** Findings about the handshakes. */
export type HandshakeCode =
  | 'CORS_IN_FRONT'
  | 'AUTH_IN_FRONT'
  | 'NO_OPTIONS_ROUTE'
  | 'NO_ALLOWED_ORIGIN'
  | 'OPTIONS_STATUS'
  | 'WRONG_ALLOWED_ORIGIN'
  | 'OTHER_ORIGIN_ALLOWED'
  | 'VALIDATION_STATUS'
  | 'VALIDATION_EMPTY'
  | 'VALIDATION_BARE_CODE'
  | 'VALIDATION_ARRAY'
  | 'VALIDATION_PASCAL_CASE'
  | 'VALIDATION_WRONG_CODE'
  | 'VALIDATION_NOT_ECHOED'

/** Their descriptions. */
export const handshake: Readonly<Record<HandshakeCode, FindingDescription>> = {
  CORS_IN_FRONT: {
    level: 'MUST',
    description:
      '`cors()` is mounted before the webhook. It answers every OPTIONS itself, including the CloudEvents handshake.',
    fix: 'Mount the webhook before `cors()`. Browsers never call the webhook.',
  },
  AUTH_IN_FRONT: {
    level: 'MUST',
    description:
      'The CloudEvents handshake is rejected by a login or a key check in front, or because the webhook does not allow the origin eventgrid.azure.net. Event Grid sends no credentials with OPTIONS, only the query of the URL.',
    fix: 'Answer OPTIONS without authorization, and authorize every POST. Mount the webhook before the login.',
    explains: ['KEY_REFUSED', 'FORBIDDEN'],
  },
  NO_OPTIONS_ROUTE: {
    level: 'MUST',
    description: 'No route handles OPTIONS at this path, so no CloudEvents subscription can be created.',
    fix: 'Answer OPTIONS with 200 and `WebHook-Allowed-Origin`, or use the Event Grid schema. Mount the middleware with `use`, not with `post`. Compare the path too.',
  },
  NO_ALLOWED_ORIGIN: {
    level: 'MUST',
    description:
      'OPTIONS is answered without `WebHook-Allowed-Origin`, so it is not a permission. Many frameworks answer OPTIONS for every path.',
    fix: 'Answer OPTIONS with 200 and `WebHook-Allowed-Origin: <the WebHook-Request-Origin>`, or use the Event Grid schema. Mount the middleware with `use`, not with `post`.',
  },
  OPTIONS_STATUS: {
    level: 'MUST',
    description:
      'The status of the CloudEvents handshake is not 200. Event Grid is documented to accept only 200.',
    fix: 'Answer OPTIONS with exactly 200.',
  },
  WRONG_ALLOWED_ORIGIN: {
    level: 'MUST',
    description: '`WebHook-Allowed-Origin` is neither the origin of the request nor `*`.',
    fix: 'Return the value of `WebHook-Request-Origin` unchanged: a host without a scheme.',
  },
  OTHER_ORIGIN_ALLOWED: {
    level: 'SHOULD',
    description: 'The handshake allows any origin, so anybody can subscribe the endpoint to other events.',
    fix: 'Allow only the origins of Event Grid, such as eventgrid.azure.net.',
  },
  VALIDATION_STATUS: {
    level: 'MUST',
    description:
      'The status of the validation answer is not 200. Event Grid accepts only 200, not even 202 or 204.',
    fix: 'Answer the validation event directly, with exactly 200 and the code, before you queue anything.',
  },
  VALIDATION_EMPTY: {
    level: 'MUST',
    description:
      'The validation request is answered with 200 and an empty body. The webhook treats it as an ordinary event, or it did not receive the parsed body.',
    fix: 'Answer `{"validationResponse":"<code>"}` with the `data.validationCode` of the event.',
  },
  VALIDATION_BARE_CODE: {
    level: 'MUST',
    description: 'The answer is the code alone, not an object.',
    fix: 'Answer `{"validationResponse":"<code>"}`.',
  },
  VALIDATION_ARRAY: {
    level: 'MUST',
    description: 'The answer is an array. The request is an array, but the answer must be an object.',
    fix: 'Answer `{"validationResponse":"<code>"}`.',
  },
  VALIDATION_PASCAL_CASE: {
    level: 'MUST',
    description: 'The member is not spelled `validationResponse`. Names in JSON are case-sensitive.',
    fix: 'Answer `{"validationResponse":"<code>"}`. The spelling `ValidationResponse` of some samples does not work.',
  },
  VALIDATION_WRONG_CODE: {
    level: 'MUST',
    description: '`validationResponse` is not the code that was sent.',
    fix: 'Return the `data.validationCode` of the same request, unchanged.',
  },
  VALIDATION_NOT_ECHOED: {
    level: 'MUST',
    description: 'The validation request is answered with 200, but without the code.',
    fix: 'Answer `{"validationResponse":"<code>"}` with the `data.validationCode` of the event.',
  },
}

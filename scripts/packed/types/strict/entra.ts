import { anyOf, sharedKey } from '@signalr-events/core'
import {
  EntraError,
  type EntraErrorCode,
  type EntraOptions,
  entra,
  entraFailures,
} from '@signalr-events/entra'
import { signalrEvents } from '@signalr-events/express'

const options: EntraOptions = {
  tenantId: '5c2d8e0b-51a7-4d5e-9c0f-6f1f6d2f0a11',
  audience: ['api://signalr-events'],
  cloud: 'usgov',
  role: true,
}
signalrEvents(
  {},
  {
    authorize: anyOf(sharedKey('key'), entra(options)),
    onError({ cause }) {
      const code: EntraErrorCode | undefined = cause instanceof EntraError ? cause.code : undefined
      if (code !== undefined) console.log(entraFailures[code].fix)
    },
  },
)

// @ts-expect-error there is no such cloud
entra({ ...options, cloud: 'moon' })

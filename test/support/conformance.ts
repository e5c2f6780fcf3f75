import { createServer, type RequestListener } from 'node:http'
import {
  describeMounts as describeOn,
  listen,
  type Mount,
  type Running,
} from '@signalr-events/testing/mounts'
import { afterAll, beforeAll, describe, test } from 'vitest'

export { exceptions, listen, type Mount, type Running } from '@signalr-events/testing/mounts'

/** Defines a test for every conformance check on every mount. */
export const describeMounts = (mounts: readonly Mount[]): void =>
  describeOn(mounts, { describe, test, beforeAll, afterAll })

/** Serves requests on a free loopback port. */
export async function serve(listener: RequestListener): Promise<Running> {
  return listen(createServer(listener))
}

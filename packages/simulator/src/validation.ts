import { builderOf } from './delivery.js'
import { eventGridOrigin, judgeHandshake, type Verdict } from './handshake.js'
import { post } from './post.js'
import { toUuid } from './random.js'
import type { SubscriptionSettings } from './settings.js'
import type { World } from './world.js'

/** How far a subscription is. Events are delivered once it has `Succeeded`. */
export interface Provisioning {
  readonly state: 'Creating' | Verdict['state']
  /** Why, in words. */
  readonly reason: string
  /** While it awaits it: the URL by which it is validated by hand, with GET, or with POST too as CloudEvents. */
  readonly validationUrl?: string | undefined
}

/** The handshake of a subscription. */
export interface Validation {
  readonly provisioning: Provisioning
  /**
   * Sends the handshake, as Event Grid does when the subscription is created or updated. Resolves when it is answered,
   * or first could not be sent.
   */
  start(): Promise<void>
  /** Takes a validation by hand. Whether the code is that of a handshake that waits for it. */
  approve(code: string): boolean
}

const retryDelay = 5_000
const manualLimit = 10 * 60_000

/** Makes the handshake of a subscription. */
export function createValidation(
  settings: SubscriptionSettings,
  world: World,
  urlOf: (code: string) => string,
): Validation {
  const { clock } = world
  const random = world.split()
  let provisioning: Provisioning = { state: 'Creating', reason: 'The handshake was not answered yet' }
  let code = ''

  async function ask(attempts: number): Promise<void> {
    const asked = code
    const request = builderOf(settings).handshake({
      code,
      subscription: settings.name,
      origin: eventGridOrigin,
      callback: urlOf(code),
      source: world.source,
    })
    const headers = request.method === 'POST' ? settings.headers : {}
    const { answer, error } = await post(
      settings.endpoint,
      { ...request, headers: { ...request.headers, ...headers } },
      settings.timeout,
      world,
    )
    // Another handshake has begun since.
    if (asked !== code || world.stopped.aborted) return
    if (answer !== undefined) settle(judgeHandshake(settings.schema, answer, code))
    else if (attempts < settings.handshakeAttempts) {
      if (provisioning.state !== 'Succeeded')
        provisioning = { state: 'Creating', reason: `No answer: ${error}` }
      world.at(clock.now() + retryDelay, () => void clock.hold(ask(attempts + 1)))
    } else provisioning = { state: 'Failed', reason: `No answer: ${error}` }
  }

  function settle(verdict: Verdict): void {
    if (verdict.state !== 'AwaitingManualAction') {
      provisioning = verdict
      return
    }
    const waiting = { ...verdict, validationUrl: urlOf(code) }
    provisioning = waiting
    world.at(clock.now() + manualLimit, () => {
      if (provisioning === waiting)
        provisioning = { state: 'Failed', reason: 'Nobody has validated it by hand in time' }
    })
  }

  return {
    get provisioning() {
      return provisioning
    },
    start() {
      code = toUuid(random).toUpperCase()
      // An update leaves a subscription that works as it is until the answer is there.
      if (provisioning.state !== 'Succeeded')
        provisioning = { state: 'Creating', reason: 'The handshake was not answered yet' }
      return clock.hold(ask(1))
    },
    approve(given) {
      if (given !== code || provisioning.state !== 'AwaitingManualAction') return false
      provisioning = { state: 'Succeeded', reason: 'It was validated by hand' }
      return true
    },
  }
}

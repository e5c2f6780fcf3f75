import type { SimulationContext } from './context.js'
import { builderOf } from './delivery.js'
import { classifyHandshake, eventGridOrigin, type HandshakeResult } from './handshake.js'
import { post } from './post.js'
import { toUuid } from './random.js'
import type { SubscriptionSettings } from './settings.js'

/** The provisioning state of a subscription. Events are delivered only in state `Succeeded`. */
export interface Provisioning {
  /** The state, as Azure names it. */
  readonly state: 'Creating' | HandshakeResult['state']
  /** A sentence that explains the state. */
  readonly reason: string
  /** In state `AwaitingManualAction`: the URL that validates the subscription manually, by GET or POST. */
  readonly validationUrl?: string | undefined
}

/** The handshake of a subscription. */
export interface Validation {
  readonly provisioning: Provisioning
  /**
   * Sends the handshake, as Event Grid does when a subscription is created or updated. Resolves when the first attempt
   * has ended.
   */
  start(): Promise<void>
  /** Validates the subscription manually. Returns whether it was waiting for this code. */
  approve(code: string): boolean
}

const retryDelayMs = 5_000
const manualValidationMs = 10 * 60_000

/** Creates the handshake of a subscription. */
export function createValidation(
  settings: SubscriptionSettings,
  context: SimulationContext,
  toUrl: (code: string) => string,
): Validation {
  const { clock } = context
  const random = context.forkRandom()
  let provisioning: Provisioning = { state: 'Creating', reason: 'The handshake is not answered yet' }
  let code = ''

  async function sendHandshake(attempts: number): Promise<void> {
    const sentCode = code
    const request = builderOf(settings).handshake({
      code,
      subscription: settings.name,
      origin: eventGridOrigin,
      callback: toUrl(code),
      source: context.source,
    })
    const headers = request.method === 'POST' ? settings.headers : {}
    const { answer, error } = await post(
      settings.endpoint,
      { ...request, headers: { ...request.headers, ...headers } },
      settings.timeout,
      context,
    )
    // Another handshake has begun meanwhile.
    if (sentCode !== code || context.stopped.aborted) return
    if (answer !== undefined) settle(classifyHandshake(settings.schema, answer, code))
    else if (attempts < settings.handshakeAttempts) {
      if (provisioning.state !== 'Succeeded')
        provisioning = { state: 'Creating', reason: `No answer: ${error}` }
      context.at(clock.now() + retryDelayMs, () => void clock.track(sendHandshake(attempts + 1)))
    } else provisioning = { state: 'Failed', reason: `No answer: ${error}` }
  }

  function settle(result: HandshakeResult): void {
    if (result.state !== 'AwaitingManualAction') {
      provisioning = result
      return
    }
    const waiting = { ...result, validationUrl: toUrl(code) }
    provisioning = waiting
    context.at(clock.now() + manualValidationMs, () => {
      if (provisioning === waiting)
        provisioning = { state: 'Failed', reason: 'It was not validated manually in time' }
    })
  }

  return {
    get provisioning() {
      return provisioning
    },
    start() {
      code = toUuid(random).toUpperCase()
      // A working subscription stays as it is until its update is answered.
      if (provisioning.state !== 'Succeeded')
        provisioning = { state: 'Creating', reason: 'The handshake is not answered yet' }
      return clock.track(sendHandshake(1))
    },
    approve(given) {
      if (given !== code || provisioning.state !== 'AwaitingManualAction') return false
      provisioning = { state: 'Succeeded', reason: 'It was validated manually' }
      return true
    },
  }
}

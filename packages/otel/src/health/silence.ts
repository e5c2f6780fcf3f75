import type { Webhook } from '@signalr-events/core'
import type { ObservedConnections, Silence } from './types.js'

/** What the watch over silence needs. */
export interface SilenceOptions {
  /** In milliseconds. */
  readonly silence: number
  readonly presence: ObservedConnections | undefined
  readonly onSilence: (silence: Silence) => unknown
  readonly onError: (error: unknown) => void
}

/** Calls `onSilence` once when nothing has come for so long, and again only after a delivery and another silence. */
export class SilenceWatch {
  readonly #webhook: Pick<Webhook, 'stats' | 'closing'>
  readonly #options: SilenceOptions
  readonly #startedAt = Date.now()
  #reportedAt: number | undefined
  #timer: unknown
  #isStopped = false

  constructor(webhook: Pick<Webhook, 'stats' | 'closing'>, options: SilenceOptions) {
    this.#webhook = webhook
    this.#options = options
    this.#wait()
  }

  /** Whether silence was reported, and nothing has come since. */
  get isSilent(): boolean {
    return this.#reportedAt !== undefined && this.#lastAt < this.#reportedAt
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
  }

  get #lastAt(): number {
    return this.#webhook.stats.lastDeliveryAt ?? this.#startedAt
  }

  get #isEnded(): boolean {
    return this.#isStopped || this.#webhook.closing
  }

  #wait(): void {
    if (this.#isEnded) return
    const { silence } = this.#options
    const leftMs = this.#lastAt + silence - Date.now()
    // Once it is silent, presence is asked again from time to time. If the clock was set back, more than `silence` is left.
    const timer = setTimeout(() => void this.#look(), leftMs > 0 && leftMs < silence ? leftMs : silence)
    timer.unref?.()
    this.#timer = timer
  }

  async #look(): Promise<void> {
    try {
      if (Date.now() - this.#lastAt >= this.#options.silence && !this.isSilent) await this.#report()
    } catch (error) {
      this.#options.onError(error)
    }
    this.#wait()
  }

  async #report(): Promise<void> {
    const { presence, onSilence, silence } = this.#options
    const connections = presence && (await countConnections(presence))
    if (connections === 0 || this.#isEnded) return
    const { lastDeliveryAt: at } = this.#webhook.stats
    this.#reportedAt = Date.now()
    await onSilence({
      message: toMessage(silence, connections),
      lastDeliveryAt: at === undefined ? undefined : new Date(at),
      connections,
    })
  }
}

async function countConnections(presence: ObservedConnections): Promise<number> {
  const counts = await Promise.all((await presence.hubs()).map((hub) => presence.count(hub)))
  return counts.reduce((sum, { connections }) => sum + connections, 0)
}

function toMessage(silence: number, connections: number | undefined): string {
  const known = connections === undefined ? '' : `, although connections are online (${connections})`
  return `No delivery has come to this instance for ${silence / 1000} seconds${known}. Usual causes: the event \
subscription was deleted or its endpoint changed; the SignalR Service is not in Serverless mode (Default mode raises \
no events); Event Grid has put the endpoint on probation after failed deliveries; a firewall or proxy refuses them.`
}

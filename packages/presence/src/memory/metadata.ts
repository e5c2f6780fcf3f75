/** The metadata of connections, as JSON. */
export class Metadata {
  readonly #texts = new Map<string, string>()
  /** Until when metadata waits for its connection, in milliseconds since 1970. */
  #waiting = new Map<string, number>()
  /** The latest of these times so far. */
  #latest = 0

  get(connectionId: string): string | undefined {
    return this.#texts.get(connectionId)
  }

  /** @param until of a connection that has not come: until when it waits */
  set(connectionId: string, text: string, until: number | undefined): void {
    this.#texts.set(connectionId, text)
    this.#waiting.delete(connectionId)
    if (until === undefined) return
    this.#waiting.set(connectionId, until)
    // The clock was set back.
    if (until < this.#latest) this.#waiting = new Map([...this.#waiting].sort(([, a], [, b]) => a - b))
    this.#latest = Math.max(this.#latest, until)
  }

  /** A connection comes, perhaps too late for its metadata. */
  admit(connectionId: string, now: number): void {
    const until = this.#waiting.get(connectionId)
    if (until !== undefined && until <= now) this.#texts.delete(connectionId)
    this.#waiting.delete(connectionId)
  }

  delete(connectionId: string): void {
    this.#texts.delete(connectionId)
  }

  /** Forgets what has waited for too long: the first in the list is the first to be forgotten. */
  forgetExpired(now: number): void {
    for (const [id, until] of this.#waiting) {
      if (until > now) return
      this.#waiting.delete(id)
      this.#texts.delete(id)
    }
  }
}

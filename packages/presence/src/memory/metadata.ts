/** Connections that have not come, the first to be forgotten first. */
interface Waiting {
  /** Until when metadata waits for each, in milliseconds since 1970. */
  readonly until: Map<string, number>
  /** The latest of these times so far. */
  latest: number
}

/** The metadata of connections, as JSON. */
export class Metadata {
  readonly #texts = new Map<string, string>()
  /** Another list begins whenever the clock was set back. */
  #lists: Waiting[] = []

  get(connectionId: string): string | undefined {
    return this.#texts.get(connectionId)
  }

  /** @param until of a connection that has not come: until when it waits */
  set(connectionId: string, text: string, until: number | undefined): void {
    this.#texts.set(connectionId, text)
    for (const list of this.#lists) list.until.delete(connectionId)
    if (until === undefined) return
    let list = this.#lists.at(-1)
    if (list === undefined || until < list.latest) {
      list = { until: new Map(), latest: until }
      this.#lists.push(list)
    }
    list.until.set(connectionId, until)
    list.latest = until
  }

  /** A connection comes, perhaps too late for its metadata. */
  admit(connectionId: string, now: number): void {
    for (const list of this.#lists) {
      const until = list.until.get(connectionId)
      if (until !== undefined && until <= now) this.#texts.delete(connectionId)
      list.until.delete(connectionId)
    }
  }

  delete(connectionId: string): void {
    this.#texts.delete(connectionId)
  }

  /** Forgets what has waited for too long. */
  forgetExpired(now: number): void {
    for (const list of this.#lists)
      for (const [id, until] of list.until) {
        if (until > now) break
        list.until.delete(id)
        this.#texts.delete(id)
      }
    this.#lists = this.#lists.filter((list) => list.until.size > 0)
  }
}

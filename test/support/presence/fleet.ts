import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A transition that a handler has handled. */
export interface Handled {
  readonly id: string
  readonly userId: string
  readonly state: 'online' | 'offline'
}

const main = fileURLToPath(new URL('server.mjs', import.meta.url))

/** Server processes with presence on one Redis. */
export class PresenceFleet {
  readonly #directory = mkdtempSync(join(tmpdir(), 'signalr-events-'))
  readonly #children: (ChildProcess | undefined)[] = []
  readonly #options: object
  readonly urls: string[] = []

  /** @param options of the servers, as server.mjs reads them */
  constructor(options: object) {
    this.#options = { ...options, journal: this.#journal }
  }

  get #journal(): string {
    return join(this.#directory, 'journal')
  }

  /** Starts the server with a number, or replaces it. */
  async start(place: number): Promise<void> {
    const child = spawn(process.execPath, [main, JSON.stringify(this.#options)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 3_600_000,
    })
    this.#children[place] = child
    const line = once(createInterface({ input: child.stdout }), 'line')
    const [url] = await Promise.race([line, once(child, 'exit').then(([code]) => [`exit code ${code}`])])
    if (!/^http:/.test(url)) throw new Error(`The server did not start: ${url}`)
    this.urls[place] = url
  }

  async kill(place: number): Promise<void> {
    const child = this.#children[place]
    if (child === undefined) return
    this.#children[place] = undefined
    const ended = once(child, 'close')
    child.kill('SIGKILL')
    await ended
  }

  /** The answer of a server, or `undefined` without one. */
  async ask<Answer>(place: number, path: string): Promise<Answer | undefined> {
    try {
      const answer = await fetch(`${this.urls[place]}${path}`)
      return answer.ok ? ((await answer.json()) as Answer) : undefined
    } catch {
      return undefined
    }
  }

  /** In the order in which handlers ended. */
  handled(): Handled[] {
    if (!existsSync(this.#journal)) return []
    const lines = readFileSync(this.#journal, 'utf8').split('\n').filter(Boolean)
    return lines.map((line) => JSON.parse(line) as Handled)
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#children.map((_, place) => this.kill(place)))
    rmSync(this.#directory, { recursive: true, force: true })
  }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Change } from '@signalr-events/presence'

const main = fileURLToPath(new URL('watcher.mjs', import.meta.url))

/** One process after the other that watches, each from where the one before was killed. */
export class Watchers {
  readonly #directory = mkdtempSync(join(tmpdir(), 'signalr-events-'))
  readonly #redisUrl: string
  readonly #first: string
  #current: ChildProcess | undefined
  #next: Promise<ChildProcess>

  /** @param first cursor where the first process begins */
  constructor(redisUrl: string, first: string) {
    this.#redisUrl = redisUrl
    this.#first = first
    this.#next = this.#start()
  }

  get #journal(): string {
    return join(this.#directory, 'journal')
  }

  /** What was seen, in the order in which it was written. A line that a kill has torn was not. */
  seen(): Change[] {
    if (!existsSync(this.#journal)) return []
    const lines = readFileSync(this.#journal, 'utf8').split('\n').slice(0, -1)
    return lines.map((line) => JSON.parse(line) as Change)
  }

  /** Lets the next process watch, and resolves when it does. The one after that starts meanwhile. */
  async watch(): Promise<void> {
    const child = await this.#next
    this.#current = child
    this.#next = this.#start()
    const watching = readLine(child)
    child.stdin?.write(`${this.seen().at(-1)?.cursor ?? this.#first}\n`)
    await watching
  }

  async kill(): Promise<void> {
    const child = this.#current
    this.#current = undefined
    await kill(child)
  }

  async dispose(): Promise<void> {
    await Promise.all([this.kill(), this.#next.then(kill)])
    rmSync(this.#directory, { recursive: true, force: true })
  }

  async #start(): Promise<ChildProcess> {
    const options = JSON.stringify({ redisUrl: this.#redisUrl, journal: this.#journal })
    const child = spawn(process.execPath, [main, options], {
      stdio: ['pipe', 'pipe', 'inherit'],
      timeout: 3_600_000,
    })
    await readLine(child)
    return child
  }
}

async function kill(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined) return
  const ended = once(child, 'close')
  child.kill('SIGKILL')
  await ended
}

async function readLine(child: ChildProcess): Promise<void> {
  if (child.stdout === null) throw new Error('The watcher has no output')
  const lines = createInterface({ input: child.stdout })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The watcher ended with ${code}`)
  })
  ended.catch(() => {})
  await Promise.race([once(lines, 'line'), ended])
  lines.close()
  child.stdout.resume()
}

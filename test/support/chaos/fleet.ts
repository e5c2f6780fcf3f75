import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { WebhookOptions } from '@signalr-events/core'
import { type Journal, readJournal } from './journal.js'

/** The options of a server process. */
export interface ServerOptions {
  readonly options?: Pick<WebhookOptions, 'concurrency' | 'maxDeliveries' | 'deadline'>
  readonly lease?: number
  /** The Redis of the store. Without it, the store is in memory and remembers `remember` keys. */
  readonly redisUrl?: string | undefined
  readonly remember?: number
  /** How long handlers work, in milliseconds, and how many of them fail, between 0 and 1. */
  readonly work: { readonly least: number; readonly most: number }
  readonly failures?: number
  readonly seed?: number
  /** The limit of `close`, in milliseconds. */
  readonly closeWithin?: number
}

/** The exit of a process. */
export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** The output on stderr; empty if all went well. */
  readonly errors: string
}

/** A server process. */
export interface Instance {
  /** A unique name, because process ids are reused. */
  readonly name: string
  readonly url: string
  /** Sends a signal, and resolves when the process has ended. */
  end(signal: NodeJS.Signals): Promise<Ending>
}

/** Server processes and their journals. `dispose` removes all of them. */
export interface Fleet {
  start(options: ServerOptions): Promise<Instance>
  journal(): Journal
  dispose(): Promise<void>
}

const main = fileURLToPath(new URL('server/main.mjs', import.meta.url))

/** @param options.timeout after how many milliseconds a process is ended in any case, 180,000 by default */
export function createFleet({ timeout = 180_000 }: { readonly timeout?: number } = {}): Fleet {
  const directory = mkdtempSync(join(tmpdir(), 'signalr-events-'))
  const ends: Instance['end'][] = []

  return {
    async start(options) {
      const name = `server-${ends.length}`
      const argument = JSON.stringify({ failures: 0, ...options, journal: join(directory, name) })
      // The timeout ends the process if a test fails.
      const child = spawn(process.execPath, ['--expose-gc', main, argument], { timeout })
      const ended = readEnding(child)
      const end = (signal: NodeJS.Signals) => {
        child.kill(signal)
        return ended
      }
      ends.push(end)
      return { name, url: await readUrl(child, ended), end }
    },

    journal: () => readJournal(directory),

    async dispose() {
      await Promise.all(ends.map((end) => end('SIGKILL')))
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

async function readEnding(child: ChildProcess): Promise<Ending> {
  let errors = ''
  child.stderr?.setEncoding('utf8').on('data', (chunk) => {
    errors += chunk
  })
  const [code, signal] = await once(child, 'close')
  return { code, signal, errors }
}

async function readUrl({ stdout }: ChildProcess, ended: Promise<Ending>): Promise<string> {
  if (stdout !== null) {
    for await (const line of createInterface({ input: stdout })) {
      const url = /^listening on (http:\S+)$/.exec(line)?.[1]
      if (url !== undefined) return url
    }
  }
  throw new Error(`A server ended before it listened. Are the packages built?\n${(await ended).errors}`)
}

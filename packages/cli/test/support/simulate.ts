import { stripVTControlCharacters } from 'node:util'
import { runCli, type startCli } from './cli.js'

/** The members of the `--json` output that tests read. */
export interface Document {
  readonly seed: number
  readonly handshake: { readonly state: string; readonly reason: string; readonly validationUrl?: string }
  readonly published: number
  readonly delivered: number
  readonly deadLettered: number
  readonly dropped: number
  readonly pending: number
  readonly attempts: {
    readonly total: number
    readonly failed: number
    readonly byAnswer: Record<string, number>
  }
  readonly lagMs: Record<'p50' | 'p95' | 'max', number | null>
  readonly faults: Record<string, number>
  readonly lostDisconnects: readonly string[]
  readonly online: number
}

/** Runs a simulation to its end. */
export async function simulate(url: string, args: string): Promise<Document & { code: number | null }> {
  const { code, stdout, stderr } = await runCli(['simulate', url, '--json', ...args.split(' ')])
  if (stdout === '') throw new Error(stderr)
  return { code, ...JSON.parse(stdout) }
}

/** Resolves with the output so far as soon as a program has printed a text, colors ignored. */
export function printed(
  { stdout }: Pick<ReturnType<typeof startCli>, 'stdout'>,
  wanted: RegExp,
): Promise<string> {
  let text = ''
  return new Promise((resolve, reject) => {
    const end = () => reject(new Error(`It ended without printing ${wanted}:\n${text}`))
    stdout.once('end', end)
    stdout.on('data', function read(chunk) {
      text += chunk
      if (!wanted.test(stripVTControlCharacters(text))) return
      stdout.off('data', read).off('end', end)
      resolve(text)
    })
  })
}

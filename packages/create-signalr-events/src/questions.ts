import { createInterface } from 'node:readline/promises'
import { isOneOf } from './choices.js'

/** Ctrl-C or the end of the input, in place of an answer. */
export class Canceled extends Error {
  override readonly name = 'Canceled'
}

/** Asks on the terminal. */
export interface Questions {
  /** Asks for a text. Enter alone is the default. */
  text(question: string, fallback: string): Promise<string>
  /** Asks for one of the names, by number or name, until there is one. Enter alone is the first. */
  choice<Names extends object>(question: string, names: Names): Promise<keyof Names & string>
  close(): void
}

/**
 * Opens the terminal. What the program prints at the end goes to stdout, so that it can be read by a program; questions
 * go to stderr.
 */
export function openQuestions(): Questions {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const canceled = new AbortController()
  const cancel = () => canceled.abort()
  terminal.on('SIGINT', cancel).on('close', cancel)

  async function ask(question: string): Promise<string> {
    try {
      return (await terminal.question(question, { signal: canceled.signal })).trim()
    } catch {
      throw new Canceled()
    }
  }

  return {
    text: async (question, fallback) => (await ask(`${question} (${fallback}): `)) || fallback,
    async choice(question, names) {
      const all = Object.keys(names)
      const lines = Object.values(names).map((title, i) => `  ${i + 1}  ${title}\n`)
      process.stderr.write(`${question}\n${lines.join('')}`)
      for (let reason = ''; ; ) {
        const answer = (await ask(`${reason}Number or name (1): `)).toLowerCase() || '1'
        const name = all[Number(answer) - 1] ?? answer
        if (isOneOf(names, name)) return name
        reason = `There is no ${answer}. `
      }
    },
    close: () => terminal.close(),
  }
}

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One call of a handler, with the times in milliseconds since 1970. */
export interface Run {
  readonly instance: string
  /** Type, id and connection of the event. */
  readonly key: string
  /** When its delivery was received. */
  readonly received: number
  readonly started: number
  /** When the handler succeeded; missing if it failed or the process died. */
  ended?: number
  failed?: number
  /** When the store confirmed it. */
  marked?: number
}

/** What all processes did, in order for each process. */
export interface Journal {
  readonly runs: readonly Run[]
  /** The deliveries whose body has arrived. */
  readonly arrivals: readonly string[]
  /** What was reported to `onError`, and how often. */
  readonly codes: ReadonlyMap<string, number>
}

/** Reads the journals in a directory, each a file named after its process. */
export function readJournal(directory: string): Journal {
  const journals = readdirSync(directory).map((name) =>
    parse(name, readFileSync(join(directory, name), 'utf8')),
  )
  const codes = new Map<string, number>()
  for (const code of journals.flatMap((journal) => journal.codes)) codes.set(code, (codes.get(code) ?? 0) + 1)
  return {
    runs: journals.flatMap(({ runs }) => runs),
    arrivals: journals.flatMap(({ arrivals }) => arrivals),
    codes,
  }
}

function parse(instance: string, text: string) {
  const runs = new Map<string, Run>()
  const arrivals: string[] = []
  const codes: string[] = []
  for (const line of text.split('\n')) {
    const [time, word, subject = '', key = '', received] = line.split(' ')
    const at = Number(time)
    const run = runs.get(subject)
    if (word === 'start') runs.set(subject, { instance, key, received: Number(received), started: at })
    else if (word === 'arrive') arrivals.push(subject)
    else if (word === 'error') codes.push(subject)
    else if (run === undefined) continue
    else if (word === 'end') run.ended = at
    else if (word === 'fail') run.failed = at
    else if (word === 'mark') run.marked = at
  }
  return { runs: [...runs.values()], arrivals, codes }
}

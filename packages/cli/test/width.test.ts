import { scaledClock } from '@signalr-events/simulator'
import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { devCommand } from '../src/dev/command.js'
import { doctorCommand } from '../src/doctor/command.js'
import { toEvidence } from '../src/doctor/evidence.js'
import { type FindingCode, findings, toLink } from '../src/doctor/findings.js'
import { createProgressLine } from '../src/doctor/progress.js'
import { toText } from '../src/doctor/to-text.js'
import { withHelp } from '../src/help.js'
import { sendCommand } from '../src/send/command.js'
import { simulateCommand } from '../src/simulate/command.js'
import type { Progress } from '../src/simulate/progress.js'
import { createStats } from '../src/simulate/stats.js'
import { toSummary } from '../src/simulate/summary-text.js'
import { toLine, toTable } from '../src/simulate/text.js'
import { toWidth, wrap } from '../src/wrap.js'

// Output fits terminals of 60 and 80 columns. Only a word that is longer than a line may exceed it.

const paint = (_: string, text: string) => text
const schemas = ['eventgrid', 'cloudevents'] as const

/** The lines that are too long, although they could be wrapped. */
function tooLong(text: string, width: number): string[] {
  const isUnbreakable = (line: string) => line.split(/\s+/).some((word) => word.length + 12 > width)
  return text.split('\n').filter((line) => line.length > width && !isUnbreakable(line))
}

/** A report with every finding, in one schema or both, and long evidence. */
function createReport() {
  const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '' } as const
  const answer = { status: 400, headers: { allow: 'POST, OPTIONS' }, body: 'word '.repeat(50) }
  const all = Object.entries(findings).map(([name, { level, description, fix }], i) => {
    const code = name as FindingCode
    const diagnosis = { code, exchange: { request, mode: 'half', answer }, message: 'expected 200' } as const
    const evidence = toEvidence({ ...diagnosis, acceptedChange: 'in an array' }, (text) => text)
    const only = schemas.slice(0, 1 + (i % 2))
    return { code, level, description, fix, evidence, link: toLink(code), schemas: only, checks: [] }
  })
  return { url: 'https://example.com', ok: false, schemas, findings: all, checks: [] }
}

function createProgress(): Progress {
  const stats = createStats(scaledClock(1), 1)
  const numbers = {
    delivered: 123_456,
    deadLettered: 1234,
    dropped: 1234,
    pending: 12_345,
    attempts: 1_234_567,
  }
  const subscription = {
    name: 'simulate',
    state: 'Succeeded',
    reason: '',
    events: 1,
    failedAttempts: 1,
    ...numbers,
  } as const
  for (const status of [200, 401, 404, 408, 413, 429, 500, 503]) {
    stats.onAttempt({
      ...{
        subscription: 'simulate',
        count: 0,
        at: 0,
        durationMs: 1,
        url: '',
        eventIds: [],
        error: undefined,
      },
      ...{ request: { method: 'POST', headers: {}, body: '' }, publishedAt: [0], outcome: 'Busy' },
      answer: { status, headers: {}, body: '' },
      next: status === 200 ? 'delivered' : 'dead-lettered',
    })
  }
  const rates = { online: 123_456, connecting: 1234.5, disconnecting: 1234.5, published: 1_234_567 }
  return { elapsed: 65_000, ...rates, subscription, stats, over: true }
}

const readHelp = (command: Command, width: number): string => {
  let help = ''
  const writeOut = (text: string) => {
    help += text
  }
  withHelp(command).configureOutput({ writeOut, getOutHelpWidth: () => width })
  command.outputHelp()
  return help
}

describe.each([60, 80])('in %i columns', (width) => {
  it('doctor prints no longer line', () => {
    const text = toText(createReport(), paint, width)
    expect(text).toContain('  evidence  ')
    expect(tooLong(text, width)).toEqual([])
  })

  it.each([
    ['with a handshake that failed', undefined],
    ['with dead letters', createProgress()],
  ])('simulate prints no longer line %s', (_, end) => {
    const reason = 'The body is not {"validationResponse":"<the code>"}, nor any JSON object'
    const handshake = { ...createProgress().subscription, state: 'Failed', reason } as const
    const options = { deadLetter: 'lost.json', faults: true } as never
    const text = toSummary({ url: '', options, handshake, end }, paint, width)
    expect(tooLong(text, width)).toEqual([])
  })

  it('simulate shows no longer line while it runs', () => {
    const table = toTable(createProgress(), paint, width)
    const line = toLine(createProgress(), width)
    expect(tooLong([...table, line].join('\n'), width)).toEqual([])
    expect(table.every((row) => !row.includes('\n'))).toBe(true)
  })

  it.each([devCommand, sendCommand, simulateCommand, doctorCommand])(
    '%o has help of no longer line',
    (create) => {
      const help = readHelp(
        create(() => {}),
        width,
      )
      expect(help).toContain('Exit codes:')
      expect(tooLong(help, width)).toEqual([])
    },
  )

  it('the progress line of doctor never wraps, and disappears', () => {
    let shown = ''
    const out = { isTTY: true, columns: width, write: (text: string) => (shown = text) } as never
    const progress = createProgressLine(out)
    progress.show('x'.repeat(200))
    expect(shown).toBe(`\r\x1b[K${'x'.repeat(width - 1)}`)
    progress.clear()
    expect(shown).toBe('\r\x1b[K')
  })
})

it('without a terminal, doctor shows no progress', () => {
  const out = { write: () => expect.fail('it writes') } as never
  const progress = createProgressLine(out)
  progress.show('text')
  progress.clear()
})

it.each([
  ['one two three', 8, '  ', 'one two\n  three'],
  ['one https://example.com/a/long/path two', 12, '', 'one\nhttps://example.com/a/long/path\ntwo'],
  ['', 10, '', ''],
])('wrap(%j, %i, %j)', (text, width, indent, expected) => {
  expect(wrap(text, width, indent)).toBe(expected)
})

it.each([
  [undefined, 80],
  [0, 80],
  [60, 60],
  [20, 40],
  [300, 100],
])('the width of a stream of %o columns is %i', (columns, width) => {
  expect(toWidth({ columns } as never)).toBe(width)
})

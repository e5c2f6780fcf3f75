import { setTimeout as sleep } from 'node:timers/promises'
import { type EventGrid, scaledClock, startEventGrid, type Traffic } from '@signalr-events/simulator'
import { exitCodes } from '../exit.js'
import { createPaint } from '../paint.js'
import { createRedaction } from '../redaction.js'
import { saveDeadLetters } from './dead-letters.js'
import { toGridOptions, toTrafficOptions } from './grid-options.js'
import { endHandshake } from './handshake.js'
import { waitForListener } from './listener.js'
import type { SimulateOptions } from './options.js'
import { follow, type Progress } from './progress.js'
import { listenForStops } from './stops.js'
import { toDocument } from './summary-json.js'
import { toSummary } from './summary-text.js'
import { createTally, type Tally } from './tally.js'
import { createView, type Output } from './view.js'

/** How long, after somebody has ended it, what is due is waited for, in milliseconds. */
const grace = 2000

/**
 * Runs a simulation, shows it, and prints what came of it. Resolves with the exit code.
 *
 * @throws {UsageError} for a file that cannot be written
 */
export async function runSimulate(url: URL, options: SimulateOptions, out: Output): Promise<number> {
  const { deadLetter, wait, timeScale, json } = options
  // Better now than after hours, should it fail.
  if (deadLetter !== undefined) saveDeadLetters(deadLetter, [])
  if (wait !== undefined) await waitForListener(url, wait, out)
  const clock = scaledClock(timeScale)
  const tally = createTally(clock, timeScale)
  const grid = await startEventGrid(toGridOptions(url, options, clock, tally))
  const save = () => {
    if (deadLetter !== undefined) saveDeadLetters(deadLetter, grid.deadLetters())
  }
  // It may be ended by force.
  process.once('exit', save)
  try {
    const handshake = await endHandshake(grid, out)
    const end = handshake.state === 'Succeeded' ? await play(grid, options, tally, out) : undefined
    const result = { url: createRedaction(url, options.header).url, options, handshake, end }
    save()
    process.stdout.write(json ? toDocument(result) : toSummary(result, createPaint(process.stdout)))
    return end !== undefined && isGood(end) ? exitCodes.ok : exitCodes.failed
  } finally {
    process.off('exit', save)
    await grid.stop()
  }
}

/** Lets clients come and go until it ends by itself, or is ended. Resolves with how far it was then. */
async function play(grid: EventGrid, options: SimulateOptions, tally: Tally, out: Output): Promise<Progress> {
  const traffic = grid.traffic(toTrafficOptions(options))
  const read = follow(grid, traffic, tally)
  const view = createView(out)
  const stops = listenForStops(process.stdin.isTTY && out.isTTY === true ? process.stdin : undefined)
  const show = () => view.show(read())
  const timer = setInterval(show, view.interval)
  void traffic.done.then(show)
  try {
    await end(grid, traffic, stops.signal)
    return read()
  } finally {
    clearInterval(timer)
    view.close()
    stops.close()
  }
}

async function end(grid: EventGrid, traffic: Traffic, signal: AbortSignal): Promise<void> {
  const stopped = new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  )
  await Promise.race([traffic.done.then(() => grid.idle()), stopped])
  if (!signal.aborted) return
  traffic.stop()
  await Promise.race([grid.idle(), sleep(grace, undefined, { ref: false })])
}

function isGood({ subscription: { deadLettered, dropped } }: Progress): boolean {
  return deadLettered + dropped === 0
}

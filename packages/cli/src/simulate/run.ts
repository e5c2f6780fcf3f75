import { setTimeout as sleep } from 'node:timers/promises'
import { type EventGrid, scaledClock, startEventGrid, type Traffic } from '@signalr-events/simulator'
import { exitCodes } from '../exit.js'
import { waitForListener } from '../listener.js'
import type { Output } from '../output.js'
import { createPaint } from '../paint.js'
import { createRedaction } from '../redaction.js'
import { listenForStopSignals } from '../stop-signals.js'
import { toWidth } from '../wrap.js'
import { saveDeadLetters } from './dead-letters.js'
import { toGridOptions, toTrafficOptions } from './grid-options.js'
import { waitForHandshake } from './handshake.js'
import type { SimulateOptions } from './options.js'
import { follow, type Progress } from './progress.js'
import { createStats, type Stats } from './stats.js'
import { toDocument } from './summary-json.js'
import { toSummary } from './summary-text.js'
import { createView } from './view.js'

/** How long pending deliveries are waited for after a stop signal, in milliseconds. */
const drainMs = 2000

/**
 * Runs a simulation, shows its progress and prints the result. Resolves with the exit code.
 *
 * @throws {UsageError} if the dead-letter file cannot be written
 */
export async function runSimulate(url: URL, options: SimulateOptions, out: Output): Promise<number> {
  const { deadLetter, wait, timeScale, json } = options
  // Fails now rather than after hours.
  if (deadLetter !== undefined) saveDeadLetters(deadLetter, [])
  if (wait !== undefined)
    await waitForListener(url, wait, () => void out.write('Waiting for the server to listen.\n'))
  const clock = scaledClock(timeScale)
  const stats = createStats(clock, timeScale)
  const grid = await startEventGrid(toGridOptions(url, options, clock, stats))
  const save = () => {
    if (deadLetter !== undefined) saveDeadLetters(deadLetter, grid.deadLetters())
  }
  // A second Ctrl-C exits at once.
  process.once('exit', save)
  try {
    const handshake = await waitForHandshake(grid, out)
    const end = handshake.state === 'Succeeded' ? await runTraffic(grid, options, stats, out) : undefined
    const result = { url: createRedaction(url, options.header).url, options, handshake, end }
    save()
    process.stdout.write(
      json ? toDocument(result) : toSummary(result, createPaint(process.stdout), toWidth(process.stdout)),
    )
    return end !== undefined && isComplete(end) ? exitCodes.ok : exitCodes.failed
  } finally {
    process.off('exit', save)
    await grid.stop()
  }
}

/** Runs the traffic until it ends or is stopped. Resolves with the final progress. */
async function runTraffic(
  grid: EventGrid,
  options: SimulateOptions,
  stats: Stats,
  out: Output,
): Promise<Progress> {
  const traffic = grid.traffic(toTrafficOptions(options))
  const read = follow(grid, traffic, stats)
  const view = createView(out)
  const stopSignals = listenForStopSignals(
    process.stdin.isTTY && out.isTTY === true ? process.stdin : undefined,
  )
  const show = () => view.show(read())
  const timer = setInterval(show, view.interval)
  void traffic.done.then(show)
  try {
    await waitForEnd(grid, traffic, stopSignals.signal)
    return read()
  } finally {
    clearInterval(timer)
    view.close()
    stopSignals.close()
  }
}

async function waitForEnd(grid: EventGrid, traffic: Traffic, signal: AbortSignal): Promise<void> {
  const stopped = new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  )
  await Promise.race([traffic.done.then(() => grid.idle()), stopped])
  if (!signal.aborted) return
  traffic.stop()
  await Promise.race([grid.idle(), sleep(drainMs, undefined, { ref: false })])
}

function isComplete({ subscription: { deadLettered, dropped, pending } }: Progress): boolean {
  return deadLettered + dropped + pending === 0
}

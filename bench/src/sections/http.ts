import { compare, type Effort, type Figure, figure } from '../compare.js'
import { type Shape, titleOf } from '../deliveries.js'
import { frameworks } from '../frameworks.js'
import { startServer } from '../load.js'
import type { Cell } from '../table.js'

const ours = 'signalr-events'

/** Two routes by the column of their ratio. What is only on one framework would be the same on others, or is not there. */
const ratios: Readonly<Record<string, readonly [route: string, base: string, only?: string]>> = {
  '/ hand-written': [ours, 'hand-written'],
  'async handlers / hand-written': ['async handlers', 'hand-written'],
  '/ hand-written, parser': [ours, 'hand-written, parser', 'express'],
  '@azure/eventgrid / signalr-events': ['@azure/eventgrid', ours, 'express'],
  'otel / without': ['otel', ours, 'node:http'],
}

/** Measures the CPU time of a server per request. */
export async function measureHttp(effort: Effort): Promise<Cell[]> {
  const cells: Cell[] = []
  for (const events of [1, 500])
    for (const framework of Object.keys(frameworks)) {
      const shape: Shape = { format: 'eventgrid', events }
      const start = (route: string) => startServer({ framework, route }, shape, effort)
      cells.push(...(await compare(listFigures(framework, shape), start, effort)))
    }
  return cells
}

function listFigures(framework: string, shape: Shape): Figure[] {
  const row = `${framework}, ${titleOf(shape)}`
  const toEventsPerSecond = (cost: number) => (shape.events * 1e6) / cost
  const wanted = Object.entries(ratios).filter(([, [, , only = framework]]) => only === framework)
  return [
    { row, column: 'events/s and core', of: [ours], compute: toEventsPerSecond },
    ...wanted.map(([column, [route, base]]) => figure(row, column, route, base)),
  ]
}

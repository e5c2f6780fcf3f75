import { listContenders } from '../contenders/contenders.js'
import { createCorrupt, tell } from '../contenders/corrupt.js'
import { nameOf, type Shape } from '../deliveries.js'
import type { Measured } from '../pairs.js'
import { run } from '../processes/ask.js'
import type { InProcessTask } from '../processes/in-process.js'
import { toRatio } from '../report/format.js'
import type { Scale } from '../scale.js'
import { type Chart, figure, type Section, type Table, toFigures } from '../section.js'
import type { Spread } from '../spread.js'

const allShapes: readonly Shape[] = [
  { format: 'eventgrid', events: 1 },
  { format: 'eventgrid', events: 10 },
  { format: 'eventgrid', events: 500 },
  { format: 'eventgrid', events: 5000 },
  { format: 'cloudevents', events: 1 },
  { format: 'cloudevents', events: 500 },
  { format: 'binary', events: 1 },
]
/** Those that have budgets. */
const budgetedShapes: readonly string[] = ['eventgrid-1', 'eventgrid-500', 'eventgrid-5000', 'cloudevents-1']

/** From the text of a body to the handlers, without a framework. */
export async function measureInProcess(scale: Scale): Promise<Section> {
  const shapes = allShapes.filter((shape) => !scale.budgetsOnly || budgetedShapes.includes(nameOf(shape)))
  const figures = new Map<string, Spread>()
  for (const shape of shapes) {
    const task: InProcessTask = { shape, scale }
    const measured = await run<[string, Measured][]>('in-process', task)
    for (const [name, spread] of toFigures(`in-process.${nameOf(shape)}`, new Map(measured)))
      figures.set(name, spread)
  }
  return {
    title: 'In one process',
    method:
      'CPU time per event from the text of a body to the handlers, over `JSON.parse` of the same text. Every shape has a fresh process.',
    tables: [toTable(shapes, figures), ...(scale.budgetsOnly ? [] : await toFates())],
    charts: shapes.filter(({ events }) => events <= 500).map((shape) => toChart(nameOf(shape), figures)),
    figures,
  }
}

function toTable(shapes: readonly Shape[], figures: ReadonlyMap<string, Spread>): Table {
  const names = contendersIn(figures)
  const cell = (name: string, shape: Shape) =>
    toRatio(figures.get(`in-process.${nameOf(shape)}.${name}.ratio`))
  return {
    title: 'CPU time per event / JSON.parse: median (quartiles)',
    head: ['', ...shapes.map(nameOf)],
    rows: names.map((name) => [name, ...shapes.map((shape) => cell(name, shape))]),
  }
}

function contendersIn(figures: ReadonlyMap<string, Spread>): string[] {
  const names = [...figures.keys()].flatMap(
    (name) => /^in-process\.[^.]+\.(.+)\.ratio$/.exec(name)?.[1] ?? [],
  )
  return [...new Set(names)].filter((name) => !name.includes('/core') && name !== '5000/10')
}

function toChart(shape: string, figures: ReadonlyMap<string, Spread>): Chart {
  const names = contendersIn(figures).filter(
    (name) => !name.endsWith('itself') && figures.has(`in-process.${shape}.${name}.ratio`),
  )
  return {
    name: `in-process-${shape}`,
    title: `CPU time per event, ${shape}`,
    unit: '× JSON.parse',
    bars: names.map((name) => ({
      label: name,
      value: figure(figures, `in-process.${shape}.${name}.ratio`),
      isOurs: name.startsWith('core'),
    })),
  }
}

async function toFates(): Promise<Table[]> {
  return Promise.all(
    (['eventgrid', 'cloudevents'] as const).map(async (format) => {
      const contenders = (await listContenders(format)).filter(({ isAsync }) => !isAsync)
      const rows = [...createCorrupt(format)].map(async ([fault, delivery]) => [
        fault,
        ...(await Promise.all(contenders.map((contender) => tell(contender, delivery)))),
      ])
      return {
        title: `What becomes of a corrupt event: ${format}`,
        head: ['', ...contenders.map(({ name }) => name)],
        rows: await Promise.all(rows),
      }
    }),
  )
}

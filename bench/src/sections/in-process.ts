import { azure } from '../contenders/azure.js'
import { listContenders } from '../contenders/contenders.js'
import { createCorrupt, tell } from '../contenders/corrupt.js'
import { handle, handleAsync } from '../contenders/ours.js'
import { nameOf, type Shape, titleOf } from '../deliveries.js'
import { type Costs, pool } from '../pairs.js'
import { run } from '../processes/ask.js'
import type { InProcessTask } from '../processes/in-process.js'
import { toDigits, toRatio } from '../report/format.js'
import type { Scale } from '../scale.js'
import { addFigures, type Chart, type Figures, figure, type Section, type Table } from '../section.js'
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
const budgeted: readonly string[] = [handle, handleAsync, azure.name]
const budgetedShapes: readonly string[] = ['eventgrid-1', 'eventgrid-500', 'eventgrid-5000', 'cloudevents-1']

/** From the text of a body to the handlers, without a framework. */
export async function measureInProcess(scale: Scale): Promise<Section> {
  const shapes = allShapes.filter((shape) => !scale.budgetsOnly || budgetedShapes.includes(nameOf(shape)))
  const figures = new Map<string, Spread>()
  for (const shape of shapes) {
    const names = (await listContenders(shape.format)).map(({ name }) => name)
    for (const contender of names.filter((name) => !scale.budgetsOnly || budgeted.includes(name))) {
      const task: InProcessTask = { contender, shape, scale }
      const costs: [string, Costs][] = []
      for (let i = 0; i < scale.processes; i++)
        costs.push(...(await run<[string, Costs][]>('in-process', task, ['--expose-gc'])))
      addFigures(figures, `in-process.${nameOf(shape)}`, pool(costs))
    }
  }
  return {
    title: 'In one process',
    method: `CPU time per event from the text of a body to the handlers, over \`JSON.parse\` of the same text. \`handle\` also reads the head of the request, keeps the limits and makes the answer. Each contender runs in ${scale.processes} processes per shape, since each is compiled a little differently. Of a corrupt event, \`handle\` checks what handlers are given, and the event time is not among it.`,
    tables: [
      toTable(shapes, figures),
      ...(scale.budgetsOnly ? [] : [toShares(figures), ...(await toFates())]),
    ],
    charts: shapes.filter(({ events }) => events <= 500).map((shape) => toChart(shape, figures)),
    figures,
  }
}

function toTable(shapes: readonly Shape[], figures: Figures): Table {
  const names = contendersIn(figures)
  const cell = (name: string, shape: Shape) =>
    toRatio(figures.get(`in-process.${nameOf(shape)}.${name}.ratio`))
  return {
    title: 'CPU time per event / JSON.parse: median (quartiles)',
    head: ['', ...shapes.map(titleOf)],
    rows: names.map((name) => [name, ...shapes.map((shape) => cell(name, shape))]),
  }
}

/** What `handle` adds to `JSON.parse`, for deliveries of one event and of 500. */
function toShares(figures: Figures): Table {
  const rows = [handle, handleAsync].map((name) => {
    const [one, many] = [1, 500].map((events) => addedBy(name, events, figures)) as [number, number]
    const event = (many - one) / 499
    return [name, toDigits(one - event), toDigits(event)]
  })
  return {
    title: 'What is added to JSON.parse, microseconds of CPU time',
    head: ['', 'for a delivery', 'for each of its events'],
    rows,
  }
}

function addedBy(name: string, events: number, figures: Figures): number {
  const prefix = `in-process.eventgrid-${events}.${name}`
  return events * figure(figures, `${prefix}.base`).median * (figure(figures, `${prefix}.ratio`).median - 1)
}

function contendersIn(figures: Figures): string[] {
  const names = [...figures.keys()].flatMap(
    (name) => /^in-process\.[^.]+\.(.+)\.ratio$/.exec(name)?.[1] ?? [],
  )
  return [...new Set(names)].filter((name) => !/\/handle$|^5000|itself$/.test(name))
}

function toChart(shape: Shape, figures: Figures): Chart {
  const prefix = `in-process.${nameOf(shape)}`
  const names = contendersIn(figures).filter((name) => figures.has(`${prefix}.${name}.ratio`))
  return {
    name: `in-process-${nameOf(shape)}`,
    title: `CPU time per event, ${titleOf(shape)}`,
    unit: '× JSON.parse',
    bars: names.map((name) => ({
      label: name,
      value: figure(figures, `${prefix}.${name}.ratio`),
      isOurs: /^handle/.test(name),
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

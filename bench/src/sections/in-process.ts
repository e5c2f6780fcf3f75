import { azure } from '../candidates/azure.js'
import { listCandidates } from '../candidates/candidates.js'
import { createCorrupt, sendCorrupt } from '../candidates/corrupt.js'
import { handle, handleAsync } from '../candidates/ours.js'
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
/** Candidates with budgets. */
const budgeted: readonly string[] = [handle, handleAsync, azure.name]
const budgetedShapes: readonly string[] = ['eventgrid-1', 'eventgrid-500', 'eventgrid-5000', 'cloudevents-1']

/** Measures the way from the text of a body to the handlers, without a framework. */
export async function measureInProcess(scale: Scale): Promise<Section> {
  const shapes = allShapes.filter((shape) => !scale.budgetsOnly || budgetedShapes.includes(nameOf(shape)))
  const figures = new Map<string, Spread>()
  for (const shape of shapes) {
    const names = (await listCandidates(shape.format)).map(({ name }) => name)
    for (const candidate of names.filter((name) => !scale.budgetsOnly || budgeted.includes(name))) {
      const task: InProcessTask = { candidate, shape, scale }
      const costs: [string, Costs][] = []
      for (let i = 0; i < scale.processes; i++)
        costs.push(...(await run<[string, Costs][]>('in-process', task, ['--expose-gc'])))
      addFigures(figures, `in-process.${nameOf(shape)}`, pool(costs))
    }
  }
  return {
    title: 'In one process',
    method: `CPU time per event from the text of a body to the handlers, relative to \`JSON.parse\` of the same text. \`handle\` also reads the headers, enforces the limits and creates the answer. Each candidate runs in ${scale.processes} processes per shape, because each process is compiled differently. \`handle\` checks the members that handlers receive; the event time is not one of them.`,
    tables: [
      toTable(shapes, figures),
      ...(scale.budgetsOnly ? [] : [toShares(figures), ...(await toCorruptTables())]),
    ],
    charts: shapes.filter(({ events }) => events <= 500).map((shape) => toChart(shape, figures)),
    figures,
  }
}

function toTable(shapes: readonly Shape[], figures: Figures): Table {
  const names = candidatesIn(figures)
  const cell = (name: string, shape: Shape) =>
    toRatio(figures.get(`in-process.${nameOf(shape)}.${name}.ratio`))
  return {
    title: 'CPU time per event / JSON.parse: median (quartiles)',
    head: ['', ...shapes.map(titleOf)],
    rows: names.map((name) => [name, ...shapes.map((shape) => cell(name, shape))]),
  }
}

/** The time that `handle` adds to `JSON.parse`, for deliveries of one event and of 500. */
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

function candidatesIn(figures: Figures): string[] {
  const names = [...figures.keys()].flatMap(
    (name) => /^in-process\.[^.]+\.(.+)\.ratio$/.exec(name)?.[1] ?? [],
  )
  return [...new Set(names)].filter((name) => !/\/handle$|^5000|itself$/.test(name))
}

function toChart(shape: Shape, figures: Figures): Chart {
  const prefix = `in-process.${nameOf(shape)}`
  const names = candidatesIn(figures).filter((name) => figures.has(`${prefix}.${name}.ratio`))
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

async function toCorruptTables(): Promise<Table[]> {
  return Promise.all(
    (['eventgrid', 'cloudevents'] as const).map(async (format) => {
      const candidates = (await listCandidates(format)).filter(({ isAsync }) => !isAsync)
      const rows = [...createCorrupt(format)].map(async ([defect, delivery]) => [
        defect,
        ...(await Promise.all(candidates.map((candidate) => sendCorrupt(candidate, delivery)))),
      ])
      return {
        title: `How a corrupt event is handled: ${format}`,
        head: ['', ...candidates.map(({ name }) => name)],
        rows: await Promise.all(rows),
      }
    }),
  )
}

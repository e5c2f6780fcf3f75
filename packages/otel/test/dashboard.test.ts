import { readFileSync } from 'node:fs'
import { metrics } from '@opentelemetry/api'
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import { sharedKey } from '@signalr-events/core'
import { dedupe, memoryStore } from '@signalr-events/dedupe'
import { countPass, createWebhook } from '@signalr-events/otel'
import { createPresence } from '@signalr-events/presence'
import { createClient, eventGrid } from '@signalr-events/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { root } from '../../../test/support/packages.js'

// The metrics and labels in the dashboard and the alerts must be those that a real run exports.

interface Panel {
  readonly title: string
  readonly targets: readonly { readonly expr: string }[]
}

const dashboard = JSON.parse(readFileSync(`${root}/docs/grafana/signalr-events.json`, 'utf8')) as {
  panels: Panel[]
}
const page = readFileSync(`${root}/docs/production.md`, 'utf8')
const panels = dashboard.panels.flatMap(({ title, targets }) =>
  targets.map(({ expr }): [string, string] => [title, expr]),
)
const alerts = [...page.matchAll(/^\| (.+?) +\| `(.*[><=].*)` +\|$/gm)].map(
  ([, title, expr]): [string, string] => [title ?? '', expr ?? ''],
)

/** Exported series: label names by metric. */
const exported = new Map<string, Set<string>>()

beforeAll(async () => {
  const exporter = new PrometheusExporter({ preventServerStart: true })
  const meterProvider = new MeterProvider({ readers: [exporter] })
  metrics.setGlobalMeterProvider(meterProvider)
  const passes: string[] = []
  const presence = createPresence({
    service: {
      endpoint: 'https://signalr-resource.service.signalr.net',
      hub: () => ({ connectionExists: async (id) => id === 'here' }),
    },
    reconcile: {
      olderThan: 1,
      onPass(result) {
        passes.push(result.hub)
        countPass(result)
      },
    },
  })
  const options = {
    path: '/',
    authorize: sharedKey('key'),
    use: [presence.middleware, dedupe({ store: memoryStore() })],
    onError: () => {},
  }
  const webhook = createWebhook({ connected() {} }, options, { meterProvider, presence })
  const { send } = createClient(webhook)
  await send({ ...eventGrid.connected({ connectionId: 'here' }), url: '/?key=key' })
  await send({ ...eventGrid.connected(), url: '/?key=guess' })
  await presence.reconcile()
  expect(passes.length).toBeGreaterThan(0)
  const answer = await scrape(exporter)
  for (const [, name = '', labels = ''] of answer.matchAll(/^(\w+)(?:\{(.*)\})? [\d.e+-]+/gm)) {
    const known = exported.get(name) ?? new Set()
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label)
    exported.set(name, known)
  }
  await presence.close()
  metrics.disable()
  await meterProvider.shutdown()
})

/** The answer to a scrape. */
function scrape(exporter: PrometheusExporter): Promise<string> {
  return new Promise((resolve) => {
    const response = { setHeader() {}, end: resolve, statusCode: 0 }
    exporter.getMetricsRequestHandler({} as never, response as never)
  })
}

/** The metrics and labels in an expression. */
function read(expr: string) {
  const metrics = [...expr.matchAll(/\b(?:signalr_events|messaging)_\w+(?=[[{)\s]|$)/g)].map(([name]) => name)
  const labels = [
    ...[...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list]) => list?.split(/, */) ?? []),
    ...[...expr.matchAll(/(\w+)=~?"/g)].map(([, label]) => label ?? ''),
  ]
  return { metrics: metrics.filter((name) => !labels.includes(name)), labels }
}

describe.each([...panels, ...alerts])('%s', (_, expr) => {
  it(`uses only exported metrics: ${expr}`, () => {
    const { metrics, labels } = read(expr)
    expect(metrics.length).toBeGreaterThan(0)
    expect(metrics.filter((name) => !exported.has(name))).toEqual([])
    const known = new Set(metrics.flatMap((name) => [...(exported.get(name) ?? [])]))
    expect(labels.filter((label) => !known.has(label))).toEqual([])
  })
})

/** The series that an expression selects by labels, and whether an exported line is one of them. */
function readSelectors(expr: string): [string, (line: string) => boolean][] {
  return [...expr.matchAll(/\b(\w+)\{([^}]*)\}/g)].map(([selector, name, labels = '']) => [
    selector,
    (line) => line.startsWith(`${name}{`) && labels.split(',').every((label) => line.includes(label)),
  ])
}

// Without a series, an expression has no value, and an alert does not fire.
it.each(alerts.filter(([, expr]) => /increase/.test(expr)))(
  '%s: has its series from the start',
  async (_, expr) => {
    const exporter = new PrometheusExporter({ preventServerStart: true })
    const meterProvider = new MeterProvider({ readers: [exporter] })
    createWebhook({}, {}, { meterProvider })
    const lines = (await scrape(exporter)).split('\n')
    const selectors = readSelectors(expr)
    expect(selectors.length).toBeGreaterThan(0)
    expect(
      selectors.filter(([, isSelected]) => !lines.some(isSelected)).map(([selector]) => selector),
    ).toEqual([])
    await meterProvider.shutdown()
  },
)

// Instrumentations of other systems have this metric, too.
it('the time of handlers is that of this system', () => {
  const all = [...panels, ...alerts].flatMap(([, expr]) => expr.match(/messaging_\w+_bucket\S*/g) ?? [])
  expect(all.length).toBeGreaterThan(0)
  for (const selector of all) expect(selector).toContain('{messaging_system_name="azure.eventgrid"}')
})

it('the dashboard shows every metric', () => {
  const shown = new Set(panels.flatMap(([, expr]) => read(expr).metrics))
  const families = [...exported.keys()].filter((name) => /^(signalr_events|messaging)/.test(name))
  expect(families.length).toBeGreaterThan(10)
  const missing = families.filter((name) => !shown.has(name) && !/_(sum|count)$/.test(name))
  expect(missing).toEqual([])
  expect(alerts.length).toBeGreaterThan(5)
})

it('the page lists every metric', () => {
  const names = [...exported.keys()].filter((name) => /^(signalr_events|messaging)/.test(name))
  const listed = new Set([...page.matchAll(/^\| `([\w.]+)`/gm)].map(([, name]) => name?.replaceAll('.', '_')))
  const families = names.map((name) => name.replace(/(_seconds)?(_total|_bucket|_sum|_count)?$/, ''))
  expect(new Set(families)).toEqual(listed)
})

import { context, type TracerProvider } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  AggregationTemporality,
  DataPointType,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import type { EventGridRequest } from '@signalr-events/testing'

/** A data point as tests compare it. */
export interface Point {
  readonly value: unknown
  readonly attributes: Readonly<Record<string, unknown>>
}

/** The real SDK, with exporters in memory. */
export interface Sdk {
  /** For the telemetry options of `createWebhook`. */
  readonly providers: { readonly tracerProvider: TracerProvider; readonly meterProvider: MeterProvider }
  spans(): ReadableSpan[]
  /**
   * The data points of a metric, without counters that are still at zero. For a histogram, the value is its number of
   * values.
   */
  points(name: string): Promise<Point[]>
  /** The attributes of counters that are at zero. */
  zeros(name: string): Promise<Point['attributes'][]>
  /** All metrics as text, to search for secrets. */
  text(): Promise<string>
  stop(): Promise<void>
}

export function startSdk(options: { sampler?: Sampler; processor?: SpanProcessor } = {}): Sdk {
  const { sampler, processor } = options
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  const spans = new InMemorySpanExporter()
  const spanProcessors = [processor ?? new SimpleSpanProcessor(spans)]
  const tracerProvider = new BasicTracerProvider({ spanProcessors, ...(sampler && { sampler }) })
  const metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter: metrics, exportIntervalMillis: 2 ** 31 - 1 })
  const meterProvider = new MeterProvider({ readers: [reader] })

  async function collect() {
    metrics.reset()
    await meterProvider.forceFlush()
    return metrics.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics))
  }

  async function read(name: string): Promise<(Point & { readonly isZero: boolean })[]> {
    const found = (await collect()).filter(({ descriptor }) => descriptor.name === name)
    return found.flatMap((metric) =>
      metric.dataPoints.map(({ value, attributes }) => ({
        value: typeof value === 'object' && 'count' in value ? value.count : value,
        attributes,
        isZero: metric.dataPointType === DataPointType.SUM && metric.isMonotonic && value === 0,
      })),
    )
  }

  return {
    providers: { tracerProvider, meterProvider },
    spans: () => spans.getFinishedSpans(),
    async points(name) {
      const points = (await read(name)).filter(({ isZero }) => !isZero)
      return points.map(({ value, attributes }) => ({ value, attributes }))
    },
    async zeros(name) {
      return (await read(name)).filter(({ isZero }) => isZero).map(({ attributes }) => attributes)
    },
    text: async () => JSON.stringify(await collect()),
    async stop() {
      await Promise.all([tracerProvider.shutdown(), meterProvider.shutdown()])
      context.disable()
    },
  }
}

/** Sends a request of Event Grid over a socket. */
export async function post(
  url: string,
  { method, headers, body }: Pick<EventGridRequest, 'method' | 'headers' | 'body'>,
): Promise<number> {
  const response = await fetch(url, { method, headers, body: body ?? null })
  await response.arrayBuffer()
  return response.status
}

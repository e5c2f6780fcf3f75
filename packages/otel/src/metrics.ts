import { type Attributes, createNoopMeter, type Meter, type MeterProvider, metrics } from '@opentelemetry/api'
import { observe, type Source } from './gauges.js'
import { scope } from './names.js'
import { beginAtZero, type Counters } from './series.js'

/** What a webhook records. Attributes have few values each, which no sender can choose. Times are in seconds. */
export interface Instruments extends Counters {
  recordDelivery(seconds: number, attributes: Attributes): void
  recordHandler(seconds: number, attributes: Attributes): void
  recordQueueTime(seconds: number, attributes: Attributes): void
  recordLag(seconds: number, attributes: Attributes): void
}

/** The instruments of a webhook. */
export interface Metrics {
  /** `undefined` as long as no meter provider is registered, which may happen after the webhook was created. */
  current(): Instruments | undefined
  /** Stops observing the webhook. */
  stop(): void
}

/** Bounds of buckets, in seconds. */
const ofWork = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25]
const ofLag = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14_400, 86_400]

/** @param given a meter provider, or `undefined` for the one that is registered */
export function createMetrics(given: MeterProvider | undefined, source: Source): Metrics {
  let known: MeterProvider | undefined
  let instruments: Instruments | undefined
  let stop = () => {}

  function connect(provider: MeterProvider): void {
    const meter = provider.getMeter(scope)
    if (meter === createNoopMeter()) return
    stop = observe(provider, meter, source)
    instruments = createInstruments(meter)
    beginAtZero(instruments)
  }

  return {
    current() {
      const provider = given ?? metrics.getMeterProvider()
      if (provider === known) return instruments
      stop()
      known = provider
      instruments = undefined
      stop = () => {}
      try {
        connect(provider)
      } catch {
        // An SDK that throws must not cost a delivery.
      }
      return instruments
    },
    stop: () => stop(),
  }
}

function createInstruments(meter: Meter): Instruments {
  const counter = (name: string, unit: string, description: string) => {
    const instrument = meter.createCounter(name, { unit, description })
    return (attributes: Attributes, count = 1) => instrument.add(count, attributes)
  }
  const histogram = (name: string, explicitBucketBoundaries: number[], description: string) => {
    const advice = { explicitBucketBoundaries }
    const instrument = meter.createHistogram(name, { unit: 's', description, advice })
    return (seconds: number, attributes: Attributes) => instrument.record(seconds, attributes)
  }
  return {
    countDelivery: counter('signalr_events.deliveries', '{delivery}', 'Requests that were answered'),
    countEvent: counter('signalr_events.events', '{event}', 'Events, by what became of them'),
    countFailure: counter('signalr_events.failures', '{failure}', 'Errors that onError receives'),
    recordDelivery: histogram('signalr_events.delivery.duration', ofWork, 'From a request to its answer'),
    recordHandler: histogram('messaging.process.duration', ofWork, 'Time that a handler takes'),
    recordQueueTime: histogram(
      'signalr_events.event.queue_time',
      ofWork,
      'From the arrival of a delivery to the start of the handler',
    ),
    recordLag: histogram('signalr_events.event.lag', ofLag, 'From an event to the arrival of its delivery'),
  }
}

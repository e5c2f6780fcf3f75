import { ProxyTracerProvider, type Tracer, type TracerProvider, trace } from '@opentelemetry/api'
import { scope } from './names.js'

/**
 * The tracer, or `undefined` as long as no tracer provider is registered, which may happen after the webhook was
 * created.
 *
 * @param given a tracer provider, or `undefined` for the one that is registered
 */
export function createTracing(given: TracerProvider | undefined): () => Tracer | undefined {
  let tracer: Tracer | undefined
  return () => {
    try {
      tracer ??= given === undefined ? findTracer() : given.getTracer(scope)
    } catch {
      // An SDK that throws must not cost a delivery.
    }
    return tracer
  }
}

function findTracer(): Tracer | undefined {
  const provider = trace.getTracerProvider()
  // Without a provider, the API gives a proxy that leads nowhere.
  return provider instanceof ProxyTracerProvider
    ? provider.getDelegateTracer(scope)
    : provider.getTracer(scope)
}

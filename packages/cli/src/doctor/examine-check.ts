import { classifyDelivery } from '@signalr-events/simulator'
import { eventGrid } from '@signalr-events/testing'
import type { BlackBoxCheck } from '@signalr-events/testing/conformance'
import type { FindingCode } from './findings.js'
import { createProbeClient, type ProbeClient } from './probe-client.js'
import type { ProbeTarget } from './probe-target.js'
import type { Exchange, Result } from './result.js'
import { diagnose } from './rules.js'
import { ambiguousCodes, type Variation, variations } from './variations.js'

type ProbeCheck = BlackBoxCheck<ProbeClient>

/** Runs a check and, if it fails, finds the cause. */
export async function examineCheck(target: ProbeTarget, check: ProbeCheck): Promise<Result> {
  const result = { id: check.id, level: check.level, schema: target.builder.schema }
  const failure = await runCheck(target, check)
  if (failure === undefined) return { ...result, diagnosis: undefined }
  const { exchange, message } = failure
  const code = diagnose({ id: check.id, exchange })
  const missingRoute = optionsCodes.has(code) ? await findMissingRoute(target) : undefined
  if (missingRoute !== undefined)
    return {
      ...result,
      diagnosis: { code: 'NOT_FOUND', exchange: missingRoute, message, acceptedChange: undefined },
    }
  const variation = ambiguousCodes.has(code) ? await findVariation(target, check, exchange) : undefined
  return {
    ...result,
    diagnosis: {
      code: variation?.code ?? code,
      exchange,
      message,
      acceptedChange: variation?.description,
    },
  }
}

/** Findings about OPTIONS that also occur where there is no webhook at all. */
const optionsCodes: ReadonlySet<FindingCode> = new Set([
  'CORS_IN_FRONT',
  'NO_OPTIONS_ROUTE',
  'NO_ALLOWED_ORIGIN',
])

/** Returns the exchange which shows that no route accepts POST at this path; `undefined` if one does. */
async function findMissingRoute(target: ProbeTarget): Promise<Exchange | undefined> {
  const exchanges: Exchange[] = []
  // A validation request never reaches handlers.
  const request = eventGrid.handshake({ ...target.details, code: crypto.randomUUID() })
  await createProbeClient(target, exchanges)
    .send(request)
    .catch(() => {})
  return exchanges.find((exchange) => diagnose({ id: 'doctor-route', exchange }) === 'NOT_FOUND')
}

/** Finds the variation with which a check passes. */
async function findVariation(
  target: ProbeTarget,
  check: ProbeCheck,
  { request }: Exchange,
): Promise<Variation | undefined> {
  for (const variation of variations) {
    if (variation.change(request, target) === undefined) continue
    if ((await runCheck(target, check, variation)) === undefined) return variation
  }
  return undefined
}

/** Runs a check. If it fails, returns the error message and the exchange that shows it. */
async function runCheck(
  target: ProbeTarget,
  check: ProbeCheck,
  variation?: Variation,
): Promise<{ readonly message: string; readonly exchange: Exchange } | undefined> {
  const exchanges: Exchange[] = []
  const change = (request: Exchange['request']) => variation?.change(request, target) ?? request
  try {
    await check.run(createProbeClient(target, exchanges, change))
    return undefined
  } catch (error) {
    const exchange =
      exchanges.findLast(({ answer }) => classifyDelivery(answer?.status).state !== 'accepted') ??
      exchanges.at(-1)
    if (exchange === undefined) throw error
    return { message: error instanceof Error ? error.message : String(error), exchange }
  }
}

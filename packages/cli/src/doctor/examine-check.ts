import { judgeDelivery } from '@signalr-events/simulator'
import { eventGrid } from '@signalr-events/testing'
import type { BlackBoxCheck } from '@signalr-events/testing/conformance'
import { type Countertest, countertests, vague } from './countertests.js'
import type { FindingCode } from './findings.js'
import { createPatient, type Patient } from './patient.js'
import { diagnose } from './rules.js'
import type { Exchange, Result, Visit } from './visit.js'

type PatientCheck = BlackBoxCheck<Patient>

/** Runs a check. When it fails, says why. */
export async function examineCheck(visit: Visit, check: PatientCheck): Promise<Result> {
  const result = { id: check.id, level: check.level, schema: visit.builder.schema }
  const failure = await runCheck(visit, check)
  if (failure === undefined) return { ...result, diagnosis: undefined }
  const { exchange, message } = failure
  const code = diagnose({ id: check.id, exchange })
  const post = absent.has(code) ? await findMissingRoute(visit) : undefined
  if (post !== undefined)
    return { ...result, diagnosis: { code: 'NOT_FOUND', exchange: post, message, changed: undefined } }
  const counter = vague.has(code) ? await findChange(visit, check, exchange) : undefined
  const diagnosis = { code: counter?.code ?? code, exchange, message, changed: counter?.changed }
  return { ...result, diagnosis }
}

/** What OPTIONS is answered where there is no webhook, too. */
const absent: ReadonlySet<FindingCode> = new Set(['CORS_IN_FRONT', 'NO_OPTIONS_ROUTE', 'NO_ALLOWED_ORIGIN'])

/** The exchange which shows that no route takes POST at this path; `undefined` if one does. */
async function findMissingRoute(visit: Visit): Promise<Exchange | undefined> {
  const exchanges: Exchange[] = []
  // A validation request reaches no handlers.
  const request = eventGrid.handshake({ ...visit.details, code: crypto.randomUUID() })
  await createPatient(visit, exchanges)
    .send(request)
    .catch(() => {})
  return exchanges.find((exchange) => diagnose({ id: 'doctor-route', exchange }) === 'NOT_FOUND')
}

/** The change of its requests with which a check passes. */
async function findChange(
  visit: Visit,
  check: PatientCheck,
  { request }: Exchange,
): Promise<Countertest | undefined> {
  for (const counter of countertests) {
    if (counter.change(request, visit) === undefined) continue
    if ((await runCheck(visit, check, counter)) === undefined) return counter
  }
  return undefined
}

/** Runs a check, with its requests changed if so told. When it fails: what was wrong, and what shows it. */
async function runCheck(
  visit: Visit,
  check: PatientCheck,
  counter?: Countertest,
): Promise<{ readonly message: string; readonly exchange: Exchange } | undefined> {
  const exchanges: Exchange[] = []
  const patient = createPatient(visit, exchanges, (request) => counter?.change(request, visit) ?? request)
  try {
    await check.run(patient)
    return undefined
  } catch (error) {
    const exchange =
      exchanges.findLast(({ answer }) => judgeDelivery(answer?.status).state !== 'accepted') ??
      exchanges.at(-1)
    if (exchange === undefined) throw error
    return { message: error instanceof Error ? error.message : String(error), exchange }
  }
}

import express, { type Express, type Request, type Response } from 'express'

/** An unvalidated event. */
export type Loose = Partial<Record<string, unknown>>

/** Options of {@link createReceiver}. */
export interface Handwritten {
  /** The media types that the parser accepts. */
  readonly type?: string | readonly string[]
  readonly limit?: string
  validate?(code: string, response: Response): void
  /** Answers OPTIONS; `null` for no route. */
  readonly consent?: ((origin: string, response: Response) => void) | null
  deliver?(events: readonly Loose[], response: Response, request: Request): void
}

const types = ['application/json', 'application/cloudevents+json', 'application/cloudevents-batch+json']

/** A hand-written receiver on Express, correct except for the given options. */
export function handwritten({
  type = types,
  limit = '2mb',
  validate = (validationResponse, response) => void response.json({ validationResponse }),
  consent = (origin, response) => {
    if (origin === 'eventgrid.azure.net') response.set('WebHook-Allowed-Origin', origin)
    response.end()
  },
  deliver = (_, response) => void response.end(),
}: Handwritten = {}): Express {
  const app = express()
  if (consent !== null) app.options('/', (req, res) => consent(req.get('WebHook-Request-Origin') ?? '', res))
  app.use(express.json({ type: [type].flat(), limit }))
  app.post('/', (req, res) => {
    const events: Loose[] = Array.isArray(req.body) ? req.body : [req.body]
    const [first] = events
    if (first?.['eventType'] !== 'Microsoft.EventGrid.SubscriptionValidationEvent')
      return deliver(events, res, req)
    validate((first['data'] as { validationCode: string }).validationCode, res)
  })
  return app.use(silent)
}

/** Answers errors like Express, but without printing them. */
function silent(error: { status?: number }, _req: Request, res: Response, _next: () => void): void {
  res.status(error.status ?? 500).end()
}

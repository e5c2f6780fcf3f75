import type { Format } from '../deliveries.js'
import { azure } from './azure.js'
import type { Candidate } from './candidate.js'
import { loadCloudEvents } from './cloudevents.js'
import { checked, unchecked } from './handwritten.js'
import { listOurs } from './ours.js'

/** Lists all candidates that support a format, without a framework. */
export async function listCandidates(format: Format): Promise<readonly Candidate[]> {
  const all = [unchecked, checked, ...listOurs(), azure, ...(await loadCloudEvents())]
  return all.filter(({ formats }) => formats.includes(format))
}

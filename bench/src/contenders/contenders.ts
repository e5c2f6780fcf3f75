import type { Format } from '../deliveries.js'
import { azure } from './azure.js'
import { loadCloudEvents } from './cloudevents.js'
import type { Contender } from './contender.js'
import { checked, unchecked } from './handwritten.js'
import { listOurs } from './ours.js'

/** Everybody who takes deliveries of a format, without a framework. */
export async function listContenders(format: Format): Promise<readonly Contender[]> {
  const all = [unchecked, checked, ...listOurs(), azure, ...(await loadCloudEvents())]
  return all.filter(({ formats }) => formats.includes(format))
}

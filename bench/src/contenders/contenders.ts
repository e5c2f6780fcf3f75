import type { Format } from '../deliveries.js'
import { azure } from './azure.js'
import { loadCloudEvents } from './cloudevents.js'
import type { Contender } from './contender.js'
import { checked, unchecked } from './handwritten.js'
import { loadOurs } from './ours.js'

/** Who takes deliveries without a framework: we and what one writes by hand, or the libraries of others. */
export type Side = 'ours' | 'theirs'

/** All of a side who take deliveries of a format. */
export async function listContenders(side: Side, format: Format): Promise<readonly Contender[]> {
  const all =
    side === 'ours' ? [unchecked, checked, ...(await loadOurs())] : [azure, ...(await loadCloudEvents())]
  return all.filter(({ formats }) => formats.includes(format))
}

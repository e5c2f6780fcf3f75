import type { Format } from '../deliveries.js'
import { azure } from './azure.js'
import { loadCloudEvents } from './cloudevents.js'
import type { Contender } from './contender.js'
import { loadCore } from './core.js'
import { checked, unchecked } from './handwritten.js'
import { webhook, webhookAsync } from './webhook.js'

/** Everybody who takes deliveries of a format, without a framework. */
export async function listContenders(format: Format): Promise<readonly Contender[]> {
  const { core, coreAsync } = await loadCore()
  const ours = [core, coreAsync, webhook, webhookAsync]
  const all = [unchecked, checked, ...ours, azure, ...(await loadCloudEvents())]
  return all.filter(({ formats }) => formats.includes(format))
}

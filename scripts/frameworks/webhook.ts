// @ts-nocheck
// Put in place of the webhook of a sample.

import { combine } from './combine.ts'
import { webhook as sample } from './sample.ts'

// The same one for every bundle.
globalThis.combinedWebhook ??= combine(sample)

export const webhook = globalThis.combinedWebhook

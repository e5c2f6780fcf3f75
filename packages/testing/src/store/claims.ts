import type { StoreCheck } from './check.js'
import { scenario } from './scenario.js'
import { sources } from './sources.js'

export const claims: readonly StoreCheck[] = [
  scenario('claim-new', 'A key that nobody has claimed is new', sources.retry, ['first finds new']),
  scenario('claim-running', 'A claimed key is running, also for its owner', sources.retry, [
    'first finds new',
    'first finds running',
  ]),
  scenario('claim-others', 'A claimed key is running for other owners', sources.retry, [
    'first finds new',
    'second finds running',
  ]),
]

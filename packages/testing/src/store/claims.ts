import type { StoreCheck } from './check.js'
import { scenario } from './scenario.js'
import { sources } from './sources.js'

export const claims: readonly StoreCheck[] = [
  scenario('claim-new', 'A key that is not claimed is new', sources.retry, ['first finds new']),
  scenario('claim-running', 'A key that is claimed is running to its owner too', sources.retry, [
    'first finds new',
    'first finds running',
  ]),
  scenario('claim-others', 'A key that is claimed is running to other owners', sources.retry, [
    'first finds new',
    'second finds running',
  ]),
]

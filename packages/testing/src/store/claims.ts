import type { StoreCheck } from './check.js'
import { sources } from './sources.js'
import { story } from './story.js'

export const claims: readonly StoreCheck[] = [
  story('claim-new', 'A key that nobody has claimed is new', sources.retry, ['first finds new']),
  story('claim-running', 'A key that is claimed is running to its owner too', sources.retry, [
    'first finds new',
    'first finds running',
  ]),
  story('claim-others', 'A key that is claimed is running to other owners', sources.retry, [
    'first finds new',
    'second finds running',
  ]),
]

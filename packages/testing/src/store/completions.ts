import type { StoreCheck } from './check.js'
import { sources } from './sources.js'
import { story } from './story.js'

export const completions: readonly StoreCheck[] = [
  story('done-owner', 'A key that is done is done to its owner, however often it is marked', sources.retry, [
    'first finds new',
    'first is done',
    'first finds done',
    'first is done',
    'first finds done',
  ]),
  story('done-others', 'A key that is done is done to all owners', sources.retry, [
    'first finds new',
    'first is done',
    'second finds done',
  ]),
  story('done-unclaimed', 'A key can be done that nobody has claimed', sources.retry, [
    'first is done',
    'first finds done',
  ]),
  story('done-foreign', 'A key is done for good, whoever had claimed it', sources.leases, [
    'first finds new',
    'second is done',
    'first releases',
    'first finds done',
  ]),
]

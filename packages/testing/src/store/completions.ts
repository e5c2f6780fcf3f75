import type { StoreCheck } from './check.js'
import { scenario } from './scenario.js'
import { sources } from './sources.js'

export const completions: readonly StoreCheck[] = [
  scenario(
    'done-owner',
    'A key that is done is done for its owner, however often it is marked',
    sources.retry,
    ['first finds new', 'first is done', 'first finds done', 'first is done', 'first finds done'],
  ),
  scenario('done-others', 'A key that is done is done for all owners', sources.retry, [
    'first finds new',
    'first is done',
    'second finds done',
  ]),
  scenario('done-unclaimed', 'A key can be marked as done without a claim', sources.retry, [
    'first is done',
    'first finds done',
  ]),
  scenario(
    'done-other-owner',
    'A key that is marked as done stays done, whichever owner had claimed it',
    sources.leases,
    ['first finds new', 'second is done', 'first releases', 'first finds done'],
  ),
]

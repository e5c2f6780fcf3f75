import type { StoreCheck } from './check.js'
import { scenario } from './scenario.js'
import { sources } from './sources.js'

export const releases: readonly StoreCheck[] = [
  scenario('release-owner', 'A key that its owner has released is new', sources.retry, [
    'first finds new',
    'first releases',
    'first finds new',
  ]),
  scenario(
    'release-others',
    'A key that its owner has released is new for the next owner that claims it',
    sources.retry,
    ['first finds new', 'first releases', 'second finds new', 'first finds running'],
  ),
  scenario('release-other-owner', 'Only its owner can release a key', sources.ownership, [
    'first finds new',
    'second releases',
    'second finds running',
  ]),
  scenario('release-done', 'A key that is done cannot be released', sources.retry, [
    'first finds new',
    'first is done',
    'first releases',
    'first finds done',
  ]),
  scenario('release-unclaimed', 'Releasing a key that is not claimed does nothing', sources.retry, [
    'first releases',
    'first finds new',
  ]),
]

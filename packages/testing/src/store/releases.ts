import type { StoreCheck } from './check.js'
import { sources } from './sources.js'
import { story } from './story.js'

export const releases: readonly StoreCheck[] = [
  story('release-owner', 'A key that its owner has released is new', sources.retry, [
    'first finds new',
    'first releases',
    'first finds new',
  ]),
  story(
    'release-others',
    'A key that its owner has released is new to the next who claims it',
    sources.retry,
    ['first finds new', 'first releases', 'second finds new', 'first finds running'],
  ),
  story('release-foreign', 'Only its owner releases a key', sources.ownership, [
    'first finds new',
    'second releases',
    'second finds running',
  ]),
  story('release-done', 'A key that is done cannot be released', sources.retry, [
    'first finds new',
    'first is done',
    'first releases',
    'first finds done',
  ]),
  story('release-unclaimed', 'To release a key that nobody has claimed does nothing', sources.retry, [
    'first releases',
    'first finds new',
  ]),
]

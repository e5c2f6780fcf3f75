import { expect, it } from 'vitest'
import { toSummary } from './support/reporter.js'

it('the output ends with what was skipped, why, and the counts', () => {
  const noRedis = 'Redis 8 (skipped: no redis-server on the PATH)'
  const summary = toSummary(
    [
      { fullName: 'a > b', state: 'passed' },
      { fullName: `${noRedis} > claims`, state: 'skipped' },
      { fullName: `${noRedis} > marks`, state: 'skipped' },
      { fullName: 'an old test', state: 'skipped' },
      { fullName: 'a > c', state: 'failed' },
      { fullName: 'a > d', state: 'pending' },
    ],
    1,
  )
  expect(summary).toBe(
    [
      '2 skipped: no redis-server on the PATH',
      '1 skipped: an old test',
      '1 passed, 3 failed, 3 skipped',
    ].join('\n'),
  )
})

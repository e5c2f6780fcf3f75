// @ts-check
// Writes the generated pages of the documentation. With --check, checks that they are up to date, that links work, and
// that samples compile and run.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findDeadLinks } from './docs/links.mjs'
import { generatePages } from './docs/pages.mjs'
import { runSample } from './docs/run.mjs'
import { collectSamples, compileSamples, prepareSamples } from './docs/samples.mjs'
import { root } from './shared/project.mjs'
import { canStartRedis, startRedis } from './shared/redis.mjs'
import { main } from './shared/report.mjs'

const pages = Object.entries(generatePages())

if (process.argv.includes('--check')) {
  await main(check)
} else {
  for (const [path, text] of pages) writeFileSync(join(root, path), text)
  console.log(`wrote ${pages.map(([path]) => path).join(', ')}`)
}

/**
 * @param {import('./shared/report.mjs').Report} report
 * @param {string} directory
 */
async function check(report, directory) {
  for (const [path, text] of pages) await report.check(`${path} is up to date`, () => isUpToDate(path, text))
  await report.check('links lead somewhere', () => expectNone(findDeadLinks()))

  const samples = collectSamples()
  prepareSamples(samples, directory)
  await report.check(`${samples.length} samples compile`, () =>
    expectNone(compileSamples(samples, directory)),
  )
  const redis = canStartRedis() ? await startRedis() : undefined
  if (redis !== undefined) process.env['REDIS_URL'] = redis.url
  for (const sample of samples.filter(({ complete }) => complete)) {
    if (sample.text.includes('REDIS_URL') && process.env['REDIS_URL'] === undefined)
      report.skip(`${sample.from}: there is no redis-server on the PATH`)
    else await report.check(`${sample.from} runs`, () => runSample(sample, directory))
  }
  await redis?.stop()
}

/**
 * @param {string} path
 * @param {string} text
 */
function isUpToDate(path, text) {
  if (readFileSync(join(root, path), 'utf8') !== text) throw new Error('run `pnpm docs:write`')
}

/** @param {readonly string[]} problems */
function expectNone(problems) {
  if (problems.length > 0) throw new Error(problems.join('\n'))
}

// @ts-check
// Builds the documentation as a web site, from the Markdown files of this repository, into site/dist; and checks its links.

import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vitepress'
import { root } from '../scripts/shared/packages.mjs'
import { main } from '../scripts/shared/report.mjs'
import { writeApi } from './api.mjs'
import { writeContent } from './content.mjs'
import { findDeadLinks } from './links.mjs'
import { writeLlms } from './llms.mjs'
import { pages, toRoute } from './sidebar.mjs'

const site = join(root, 'site')
const content = join(site, 'content')
const dist = join(site, 'dist')

await main(async (report) => {
  const written = writeContent(content)
  await report.check(`${written.length} pages are written`, () => writeLlms(join(content, 'public')))
  await report.check('the API reference is written', () => writeApi(join(content, 'api')))
  rmSync(dist, { recursive: true, force: true })
  await report.check('the site is built', () => build(site))

  const listed = new Set(pages.map(({ path }) => path))
  await report.check('the sidebar has every page', () =>
    expectNone(written.filter((path) => !listed.has(path) && !isUnlisted(path))),
  )
  await report.check('every page of the sidebar exists', () =>
    expectNone(pages.map(({ path }) => toHtml(path)).filter((file) => !existsSync(join(dist, file)))),
  )
  const { links, dead } = findDeadLinks(dist, process.env['SITE_BASE'] ?? '/')
  await report.check(`none of ${links} links is dead`, () => expectNone(dead))
  console.log('site/dist is ready. Look at it: pnpm --filter @signalr-events/site exec vitepress preview')
})

/** Pages that are not in the sidebar: decisions have a list, and the code of conduct is linked in the repository. @param {string} path */
function isUnlisted(path) {
  return path.startsWith('docs/decisions/') || path === 'CODE_OF_CONDUCT.md'
}

/** @param {string} path */
function toHtml(path) {
  const route = toRoute(path).slice(1)
  return route === '' || route.endsWith('/') ? `${route}index.html` : route
}

/** @param {readonly string[]} failures */
function expectNone(failures) {
  if (failures.length > 0) throw new Error(failures.join('\n'))
}

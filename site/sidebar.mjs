// @ts-check
// What the site shows, by task. Paths are those of the Markdown files in this repository.

import { existsSync, readdirSync } from 'node:fs'
import { adapters, packages, readPackage, root } from '../scripts/shared/packages.mjs'

/**
 * @typedef {object} Page
 * @property {string} title
 * @property {string} path
 */

/** @param {string} name */
const toReadme = (name) => ({ title: readPackage(name).name, path: `packages/${name}/README.md` })

/** @param {Readonly<Record<string, string>>} titles @returns {Page[]} */
const toPages = (titles) =>
  Object.entries(titles)
    .map(([path, title]) => ({ title, path }))
    // A page that is not written yet is left out.
    .filter(({ path }) => existsSync(`${root}/${path}`))

const examples = readdirSync(`${root}/examples`)
  .filter((name) => existsSync(`${root}/examples/${name}/README.md`))
  .map((name) => ({ title: `Example: ${name}`, path: `examples/${name}/README.md` }))

/** @type {Readonly<Record<string, readonly Page[]>>} */
export const sidebar = {
  Start: [
    ...toPages({
      'README.md': 'What it is',
      'docs/events.md': 'What arrives',
      'docs/mounting.md': 'Where to mount it',
      'docs/options.md': 'Options',
      'docs/concepts.md': 'Concepts',
      'docs/questions.md': 'Frequent questions',
    }),
    ...examples,
  ],
  Frameworks: [
    ...Object.keys(adapters).map((name) => ({
      title: (adapters[name]?.title ?? name).replaceAll('`', ''),
      path: `packages/${name}/README.md`,
    })),
    ...toPages({
      'docs/frameworks.md': 'Frameworks and hosts',
      'docs/adapters.md': 'Adapters',
      'docs/versions.md': 'Versions',
    }),
  ],
  'Who is online': [...toPages({ 'docs/presence.md': 'Who is online' }), toReadme('presence')],
  'On the laptop': toPages({
    'docs/local.md': 'Try it locally',
    'docs/testing.md': 'Test your handlers',
    'docs/emulator.md': 'A local SignalR Service',
  }),
  'In production': toPages({
    'docs/checklist.md': 'Production checklist',
    'docs/production.md': 'Log, measure, alert',
    'docs/answers.md': 'What is answered, and why',
    'docs/deduplication.md': 'Deduplication',
    'docs/queues.md': 'Queues',
    'docs/entra.md': 'Microsoft Entra',
    'docs/logic-apps.md': 'Logic Apps',
    'docs/dead-letters.md': 'Replay dead letters',
    'docs/performance.md': 'Performance',
    'docs/scale.md': 'How far it goes',
    'SECURITY.md': 'Security',
  }),
  Azure: toPages({
    'docs/azure.md': 'Azure from zero',
    'docs/azure/README.md': 'As code',
    'docs/troubleshooting.md': 'Why does it not validate?',
    'docs/management.md': 'Negotiate, send, groups',
  }),
  Packages: packages.filter((name) => !(name in adapters) && name !== 'presence').map(toReadme),
  Reference: toPages({
    'docs/guarantees.md': 'Guarantees',
    'docs/errors.md': 'Errors',
    'docs/decisions/README.md': 'Decisions',
    'CONTRIBUTING.md': 'Contributing',
    'docs/releasing.md': 'Releasing',
  }),
}

/** All pages of the sidebar. */
export const pages = Object.values(sidebar).flat()

/** Where a page is on the site. @param {string} path */
export const toRoute = (path) => `/${path.replace(/README\.md$/, '').replace(/\.md$/, '.html')}`

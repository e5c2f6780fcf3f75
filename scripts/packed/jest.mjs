// @ts-check
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { readFences, readLines } from '../docs/markdown.mjs'
import { run } from '../shared/process.mjs'
import { install, installed, root } from '../shared/project.mjs'
import { listEntries } from './modules.mjs'

const files = ['jest.config.js', 'events.test.js']
const jest = ['jest@30', '@babel/plugin-transform-modules-commonjs@7']

/**
 * That the settings of docs/testing.md let Jest load everything in a CommonJS project.
 *
 * @param {import('../shared/report.mjs').Report} report
 * @param {string} directory
 * @param {Readonly<Record<string, string>>} tarballs
 */
export async function checkJest(report, directory, tarballs) {
  const project = join(directory, 'jest')
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{ "private": true }')
  await install(project, ...Object.values(tarballs), 'express', 'zod@4', ...jest)

  const fences = readFences(readLines(join(root, 'docs/testing.md')))
  for (const file of files) {
    const fence = fences.find(({ info }) => info === `js file=${file}`)
    assert.ok(fence, `a code block for ${file} in docs/testing.md`)
    writeFileSync(join(project, file), fence.text)
  }
  const entries = Object.keys(tarballs).flatMap((name) => listEntries(project, name))
  const all = `test.each(${JSON.stringify(entries)})('%s', (entry) => void require(entry))`
  writeFileSync(join(project, 'all.test.js'), all)

  const program = join(installed(project, 'jest'), 'bin/jest.js')
  await report.check('jest, CommonJS', () => run(process.execPath, [program], project))
  await report.check('jest, where pnpm installs', () => {
    const [pattern] = createRequire(project)(join(project, 'jest.config.js')).transformIgnorePatterns
    /** @param {string} path */
    const isIgnored = (path) => new RegExp(pattern).test(path)
    const store = '/app/node_modules/.pnpm'
    assert.ok(
      !isIgnored(`${store}/@signalr-events+core@1.0.0/node_modules/@signalr-events/core/dist/index.js`),
    )
    assert.ok(!isIgnored(`${store}/jose@6.0.0/node_modules/jose/dist/webapi/index.js`))
    assert.ok(isIgnored(`${store}/express@5.0.0/node_modules/express/index.js`))
  })
}

// @ts-check
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../shared/process.mjs'
import { installed, root } from '../shared/project.mjs'

/** What the compilers need in addition to the packages and the frameworks. */
export const typePackages = {
  ts54: 'npm:typescript@5.4',
  ts59: 'npm:typescript@5.9',
  ts60: 'npm:typescript@6.0',
  '@types/express': '5',
  '@types/koa': '3',
  '@types/node': '20',
}

/** The module resolutions and their compiler options. */
const resolutions = {
  nodenext: 'nodenext',
  bundler: 'esnext',
}

const compilers = ['ts54', 'ts59', 'ts60']

/**
 * Compiles typical user code with every compiler and every module resolution.
 *
 * @param {import('../shared/report.mjs').Report} report
 * @param {string} project
 */
export async function checkTypes(report, project) {
  cpSync(join(root, 'scripts/packed/types'), join(project, 'types'), { recursive: true })

  /** @type {(source: string, compiler: string, resolution: 'nodenext' | 'bundler') => Promise<void>} */
  const check = (source, compiler, resolution) =>
    report.check(`types, ${source}: ${compiler}, ${resolution}`, () => {
      const options = ['--module', resolutions[resolution], '--moduleResolution', resolution]
      const tsc = join(installed(project, compiler), 'bin/tsc')
      return run(process.execPath, [tsc, '-p', join('types', source), ...options], project)
    })

  for (const compiler of compilers)
    for (const source of ['strict', 'frameworks'])
      await Promise.all([check(source, compiler, 'nodenext'), check(source, compiler, 'bundler')])
  // The settings of most CommonJS projects: only `main`, `types` and `typesVersions` are read.
  for (const compiler of ['ts54', 'ts59'])
    await report.check(`types, commonjs: ${compiler}, node10`, () => {
      const tsc = join(installed(project, compiler), 'bin/tsc')
      const options = ['--module', 'commonjs', '--moduleResolution', 'node10']
      return run(process.execPath, [tsc, '-p', 'types/commonjs', ...options], project)
    })
  // Older compilers do not support `require` of ES modules.
  await Promise.all([check('commonjs', 'ts59', 'nodenext'), check('commonjs', 'ts60', 'nodenext')])
}

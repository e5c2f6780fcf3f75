// @ts-check
import { join } from 'node:path'
import { build } from 'esbuild'
import { root } from '../shared/project.mjs'

/**
 * Imports a source file of a package that no entry exports.
 *
 * @param {string} path
 */
export async function importSource(path) {
  const { outputFiles } = await build({
    entryPoints: [join(root, path)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  })
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? '')}`)
}

// @ts-check
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { run } from '../shared/process.mjs'
import { pack } from '../shared/project.mjs'
import { toAbsoluteLinks, toPublished } from '../shared/publication.mjs'

/**
 * Packs all packages as they are published: their manifests say where they come from, and the links of their READMEs
 * are absolute.
 *
 * @param {string} directory
 * @param {string} address
 * @returns {Promise<Record<string, string>>} tarballs by name
 */
export async function packForRelease(directory, address) {
  const drafts = join(directory, 'drafts')
  mkdirSync(drafts, { recursive: true })
  const packed = await pack(drafts)
  /** @type {Record<string, string>} */
  const finished = {}
  for (const [name, draft] of Object.entries(packed))
    finished[name] = await finish(draft, basename(name), directory, address)
  return finished
}

/**
 * @param {string} draft
 * @param {string} folder
 * @param {string} directory
 * @param {string} address
 */
async function finish(draft, folder, directory, address) {
  const unpacked = join(directory, 'unpacked', folder)
  mkdirSync(unpacked, { recursive: true })
  await run('tar', ['-xzf', draft, '-C', unpacked], directory)
  const source = join(unpacked, 'package')
  edit(join(source, 'package.json'), (text) => {
    const manifest = toPublished(JSON.parse(text), folder, address)
    return `${JSON.stringify(manifest, null, 2)}\n`
  })
  edit(join(source, 'README.md'), (text) => toAbsoluteLinks(text, `packages/${folder}`, address))
  const [{ filename }] = JSON.parse(await run('npm', ['pack', '--ignore-scripts', '--json'], source))
  const tarball = join(directory, filename)
  renameSync(join(source, filename), tarball)
  return tarball
}

/**
 * @param {string} path
 * @param {(text: string) => string} change
 */
function edit(path, change) {
  writeFileSync(path, change(readFileSync(path, 'utf8')))
}

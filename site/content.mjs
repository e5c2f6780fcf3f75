// @ts-check
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { listFiles } from '../scripts/docs/markdown.mjs'
import { root } from '../scripts/shared/packages.mjs'
import { mapLinks, readAddress, toUrl } from '../scripts/shared/publication.mjs'

/** The Markdown files that are pages. */
const isPage = (/** @type {string} */ path) =>
  /^(README|SECURITY|CONTRIBUTING|CODE_OF_CONDUCT)\.md$|^docs\/.*\.md$|^(packages|examples)\/[^/]+\/README\.md$/.test(
    path,
  )

/**
 * Writes all pages into a folder, under their paths in the repository, with README.md as index.md. Links to other pages
 * stay; links to sources lead to the repository, or vanish as long as its address is not known. Images are copied.
 *
 * @param {string} content
 * @returns {string[]} the paths of the pages in the repository
 */
export function writeContent(content) {
  rmSync(content, { recursive: true, force: true })
  const pages = listFiles(root, /\.md$/).filter(isPage)
  for (const path of pages) {
    const text = rewrite(readFileSync(join(root, path), 'utf8'), path, content)
    write(join(content, toFile(path)), text)
    // The same pages as text, for readers of llms.txt.
    write(join(content, 'public', toFile(path)), text)
  }
  return pages
}

/** The file of a page, relative to all pages. @param {string} path */
export const toFile = (path) => path.replace(/README\.md$/, 'index.md')

/**
 * @param {string} text
 * @param {string} page
 * @param {string} content
 */
function rewrite(text, page, content) {
  const withLinks = mapLinks(text, (link, isImage) => {
    if (/^([a-z][\w+.-]*:|#)/i.test(link)) return link
    const [path = '', anchor] = link.split('#')
    const target = toTarget(posix.join(posix.dirname(page), path))
    if (isImage) return copyImage(target, content)
    if (isPage(target)) return [toFile(toRelative(page, target)), anchor].filter(Boolean).join('#')
    return toSource(target)
  })
  // Links without a target become text.
  return withLinks.replaceAll(/\[((?:[^[\]]|\[[^\]]*\])*)\]\(source:\)/g, '$1')
}

/** A folder stands for its README. @param {string} path */
function toTarget(path) {
  const full = join(root, path)
  const isFolder = existsSync(full) && statSync(full).isDirectory()
  return isFolder && existsSync(join(full, 'README.md')) ? posix.join(path, 'README.md') : path
}

/**
 * @param {string} from
 * @param {string} to
 */
function toRelative(from, to) {
  const path = posix.relative(posix.dirname(from), to)
  return path.startsWith('.') ? path : `./${path}`
}

/** @param {string} path */
function toSource(path) {
  try {
    return toUrl(path, readAddress())
  } catch {
    return 'source:'
  }
}

/**
 * @param {string} path
 * @param {string} content
 */
function copyImage(path, content) {
  const target = join(content, 'public', path)
  mkdirSync(dirname(target), { recursive: true })
  cpSync(join(root, path), target)
  return `/${path}`
}

/**
 * @param {string} path
 * @param {string} text
 */
function write(path, text) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

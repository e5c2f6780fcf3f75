// @ts-check
import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { listFiles } from '../scripts/docs/markdown.mjs'

/**
 * Dead links of a site, including anchors.
 *
 * @param {string} directory the site as built
 * @param {string} base the path that it is served from
 * @returns {{ links: number, dead: string[] }}
 */
export function findDeadLinks(directory, base) {
  const pages = listFiles(directory, /\.html$/)
  const texts = new Map(pages.map((page) => [page, readFileSync(join(directory, page), 'utf8')]))
  let links = 0
  /** @type {Set<string>} */
  const dead = new Set()
  for (const [page, text] of texts)
    for (const [, link = ''] of text.matchAll(/<(?:a|img|link|script)\b[^>]*?\s(?:href|src)="([^"]*)"/g)) {
      if (/^(https?:|mailto:|data:)/.test(link)) continue
      links++
      if (!isAlive(link, page)) dead.add(`${page}: ${link}`)
    }
  return { links, dead: [...dead] }

  /**
   * @param {string} link
   * @param {string} page
   */
  function isAlive(link, page) {
    const [path = '', anchor] = decodeURI(link).split('#')
    const file = path === '' ? page : toFile(path, page)
    if (!existsSync(join(directory, file))) return false
    return !anchor || (texts.get(file)?.includes(`id="${anchor}"`) ?? false)
  }

  /**
   * @param {string} path
   * @param {string} page
   */
  function toFile(path, page) {
    const full = path.startsWith(base) ? path.slice(base.length) : posix.join(posix.dirname(page), path)
    return posix.normalize(full === '' || full.endsWith('/') ? `${full}index.html` : full)
  }
}

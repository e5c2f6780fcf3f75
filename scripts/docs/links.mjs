// @ts-check
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from '../shared/project.mjs'
import { listFiles, readLines, withoutCode } from './markdown.mjs'

/**
 * Finds links in Markdown files to files or anchors that do not exist. Links to other sites are not checked.
 *
 * @returns {string[]}
 */
export function findDeadLinks() {
  return listFiles(root, /\.md$/).flatMap((path) =>
    withoutCode(readLines(join(root, path))).flatMap((line, i) =>
      [...line.matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, link]) => link ?? '')
        .filter((link) => !/^[a-z]+:/i.test(link) && !isAlive(join(root, path), link))
        .map((link) => `${path}:${i + 1}: ${link}`),
    ),
  )
}

/**
 * @param {string} from
 * @param {string} link
 */
function isAlive(from, link) {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? from : join(dirname(from), path)
  if (!existsSync(target)) return false
  return anchor === undefined || (statSync(target).isFile() && readAnchors(target).has(anchor))
}

/** @type {Map<string, Set<string>>} */
const known = new Map()

/** @param {string} path */
function readAnchors(path) {
  const anchors = known.get(path) ?? toAnchors(readLines(path))
  known.set(path, anchors)
  return anchors
}

/**
 * The anchors that GitHub generates for headings, and explicit ones.
 *
 * @param {readonly string[]} lines
 */
function toAnchors(lines) {
  /** @type {Set<string>} */
  const anchors = new Set()
  let inFence = false
  for (const line of lines) {
    if (line.startsWith('```')) inFence = !inFence
    const heading = inFence ? undefined : /^#+ (.+)/.exec(line)?.[1]
    if (heading !== undefined) anchors.add(toSlug(heading, anchors))
    for (const [, id = ''] of line.matchAll(/<a id="([^"]+)">/g)) anchors.add(id)
  }
  return anchors
}

/**
 * @param {string} heading
 * @param {ReadonlySet<string>} taken
 */
function toSlug(heading, taken) {
  const slug = toBaseSlug(heading)
  let n = 0
  while (taken.has(n === 0 ? slug : `${slug}-${n}`)) n++
  return n === 0 ? slug : `${slug}-${n}`
}

/** The anchor of a heading, if no other has it. @param {string} heading */
export const toBaseSlug = (heading) =>
  heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-')

// @ts-check
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/**
 * A code block in a Markdown file or in a comment.
 *
 * @typedef {object} Fence
 * @property {string} info the text after the backticks: the language and more
 * @property {string} text
 * @property {number} line the number of the line that the text begins after
 */

/**
 * Lists the files below a directory as relative paths, in order, without installed or built files.
 *
 * @param {string} directory
 * @param {RegExp} pattern what a path must match
 * @returns {string[]}
 */
export function listFiles(directory, pattern) {
  const skip = new Set(['node_modules', 'dist', '.git', '.turbo', '.vitepress', 'content'])
  /** @type {(parent: string) => string[]} */
  const walk = (parent) =>
    readdirSync(parent, { withFileTypes: true }).flatMap((entry) => {
      const path = join(parent, entry.name)
      if (entry.isDirectory()) return skip.has(entry.name) ? [] : walk(path)
      return entry.isFile() ? [relative(directory, path).replaceAll('\\', '/')] : []
    })
  return walk(directory)
    .filter((path) => pattern.test(path))
    .sort()
}

/**
 * The lines of a Markdown file, or of a source file without comment markers.
 *
 * @param {string} path
 */
export function readLines(path) {
  const lines = readFileSync(path, 'utf8').split('\n')
  return path.endsWith('.md') ? lines : lines.map((line) => line.replace(/^\s*\* ?/, ''))
}

/**
 * The code blocks in lines.
 *
 * @param {readonly string[]} lines
 * @returns {Fence[]}
 */
export function readFences(lines) {
  /** @type {Fence[]} */
  const fences = []
  let start = -1
  for (const [i, line] of lines.entries()) {
    if (!line.startsWith('```')) continue
    if (start === -1) {
      start = i
      continue
    }
    const info = (lines[start] ?? '').slice(3).trim()
    fences.push({ info, text: lines.slice(start + 1, i).join('\n'), line: start + 1 })
    start = -1
  }
  return fences
}

/**
 * The lines without code blocks and code spans.
 *
 * @param {readonly string[]} lines
 */
export function withoutCode(lines) {
  let inFence = false
  return lines.map((line) => {
    if (line.startsWith('```')) inFence = !inFence
    return inFence || line.startsWith('```') ? '' : line.replaceAll(/`[^`]*`/g, '')
  })
}

/**
 * Formats a table with aligned columns, as the formatter does.
 *
 * @param {readonly (readonly string[])[]} rows the first row is the head
 */
export function toTable([head = [], ...rows]) {
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]?.length ?? 0)))
  const rule = widths.map((width) => '-'.repeat(width))
  return [head, rule, ...rows]
    .map((row) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`)
    .join('\n')
}

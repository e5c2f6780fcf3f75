// @ts-check
// The repository of the packages. The metadata that npm shows is derived from this file.

import { posix } from 'node:path'

/**
 * The public address of the repository, such as https://github.com/<owner>/<name>. It is not known yet.
 *
 * @type {string | undefined}
 */
const repository = undefined

/** @type {typeof import('./publication.mjs').author} */
export const author = 'The signalr-events authors'

/** @type {typeof import('./publication.mjs').keywords} */
export const keywords = ['azure', 'azure-signalr', 'signalr', 'event-grid']

/** @type {typeof import('./publication.mjs').standIn} */
export const standIn = 'https://github.invalid/owner/signalr-events'

/** @type {typeof import('./publication.mjs').readAddress} */
export function readAddress(address = repository) {
  if (address === undefined)
    throw new Error(
      'Set `repository` in scripts/shared/publication.mjs to the public address of the repository before a release.',
    )
  if (!/^https:\/\/[^/\s]+\/[^/\s]+\/[^/\s]+(?<!\/|\.git)$/.test(address))
    throw new Error(
      `\`repository\` in scripts/shared/publication.mjs must look like ${standIn}, not ${address}.`,
    )
  return address
}

/** @type {typeof import('./publication.mjs').toPublished} */
export function toPublished(manifest, folder, address) {
  const directory = `packages/${folder}`
  return {
    ...manifest,
    author,
    homepage: `${address}/tree/HEAD/${directory}#readme`,
    repository: { type: 'git', url: `git+${address}.git`, directory },
    bugs: { url: `${address}/issues` },
  }
}

/** @type {typeof import('./publication.mjs').toUrl} */
export function toUrl(path, address, kind = 'blob') {
  // Folders are shown as `tree`; the last part of their path has no dot.
  const shown = kind === 'blob' && !posix.basename(path).includes('.') && path !== 'LICENSE' ? 'tree' : kind
  return `${address}/${shown}/HEAD/${path}`
}

/** @type {typeof import('./publication.mjs').toAbsoluteLinks} */
export function toAbsoluteLinks(text, directory, address) {
  return mapLinks(text, (link, isImage) => {
    if (!isRelative(link)) return link
    const [path = '', anchor] = link.split('#')
    const target = posix.join(directory, path)
    const url = toUrl(target, address, isImage ? 'raw' : 'blob')
    return anchor === undefined ? url : `${url}#${anchor}`
  })
}

/** @type {typeof import('./publication.mjs').findRelativeLinks} */
export function findRelativeLinks(text) {
  /** @type {string[]} */
  const found = []
  mapLinks(text, (link) => {
    if (isRelative(link)) found.push(link)
    return link
  })
  return found
}

/** Whether a link is relative. Anchors are not. @param {string} link */
const isRelative = (link) => !/^([a-z][\w+.-]*:|#|\/\/)/i.test(link)

/** Code, which stays unchanged; a link or an image of Markdown; a definition; an attribute of HTML. */
const links =
  /(```[\s\S]*?\n```|`[^`\n]*`)|(!?)(\[(?:[^[\]]|\[[^\]]*\]\([^)]*\))*\]\()([^)\s]+)(?=[\s)])|(^\[[^\]]+\]:\s+)(\S+)|((?:src|srcset|href)=")([^"]+)/gm

/** @type {typeof import('./publication.mjs').mapLinks} */
export function mapLinks(text, map) {
  return text.replaceAll(links, (all, code, bang, label, link, definition, defined, attribute, value) => {
    if (code !== undefined) return all
    // The label of a link may be an image, which is a link itself.
    if (link !== undefined) return `${bang}${mapLabel(label, map)}${map(link, bang === '!')}`
    if (defined !== undefined) return `${definition}${map(defined, false)}`
    return `${attribute}${map(value, !attribute.startsWith('href'))}`
  })
}

/**
 * @param {string} label `[…](`
 * @param {(link: string, isImage: boolean) => string} map
 * @returns {string}
 */
const mapLabel = (label, map) => `[${mapLinks(label.slice(1, -2), map)}](`

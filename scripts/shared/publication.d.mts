import type { Manifest } from './packages.mjs'

/** The author of the packages. */
export const author: string

/** The keywords of every package on npm. */
export const keywords: readonly string[]

/** The address that a dry run uses as long as there is none. */
export const standIn: string

/**
 * The public address of the repository.
 *
 * @param address default: the one that is set
 * @throws if none is set, or if it does not look like one
 */
export function readAddress(address?: string): string

/** A manifest with the fields that name the repository of the package. */
export function toPublished<T extends Pick<Manifest, 'name'>>(
  manifest: T,
  folder: string,
  address: string,
): T & {
  readonly author: string
  readonly homepage: string
  readonly repository: { readonly type: string; readonly url: string; readonly directory: string }
  readonly bugs: { readonly url: string }
}

/** The URL of a file or a folder of the repository. */
export function toUrl(path: string, address: string, kind?: 'blob' | 'raw'): string

/**
 * A Markdown text with absolute links to the same files.
 *
 * @param directory the folder of the text, relative to the repository
 */
export function toAbsoluteLinks(text: string, directory: string, address: string): string

/** The relative links of a Markdown text. */
export function findRelativeLinks(text: string): string[]

/** A Markdown text with mapped links. Code is unchanged. */
export function mapLinks(text: string, map: (link: string, isImage: boolean) => string): string

import type { Manifest } from './packages.mjs'

/** Who has written the packages. */
export const author: string

/** What every package is found by on npm. */
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

/** A manifest with the fields that say where the package comes from. */
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
 * A Markdown text whose links lead to the same files from anywhere.
 *
 * @param directory the folder of the text, relative to the repository
 */
export function toAbsoluteLinks(text: string, directory: string, address: string): string

/** The links of a Markdown text that depend on where it is shown. */
export function findRelativeLinks(text: string): string[]

/** A Markdown text with other links. Code is left alone. */
export function mapLinks(text: string, map: (link: string, isImage: boolean) => string): string

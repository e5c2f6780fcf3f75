import { existsSync, readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { UsageError } from './usage-error.js'

/**
 * Refuses a folder that holds anything but a repository of git. It need not exist.
 *
 * @throws {UsageError}
 */
export function requireEmpty(directory: string): void {
  if (!existsSync(directory)) return
  const files = withReason(directory, () => readdirSync(directory))
  if (files.some((file) => file !== '.git'))
    throw new UsageError(`${directory} is not empty. Name a new folder.`)
}

/** Runs what writes into a folder. Why that failed is said in one sentence. */
export function withReason<Result>(directory: string, write: () => Result): Result {
  try {
    return write()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    throw new UsageError(`Cannot write to ${directory}: ${reasons[code] ?? 'it failed'} (${code}).`)
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'it is a file, or in one',
  ENOENT: 'a part of the path does not exist',
  ENAMETOOLONG: 'the name is too long',
  ENOSPC: 'the disk is full',
}

/**
 * The name of the app in package.json, from the name of its folder. npm allows fewer names than file systems, and an app
 * must not have the name of a package that it depends on.
 */
export function toPackageName(directory: string, dependencies: readonly string[]): string {
  const name = basename(directory)
    .toLowerCase()
    .replaceAll(/[^a-z0-9._~-]+/g, '-')
    .replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
    .slice(0, 200)
  if (name === '' || name === 'node_modules') return 'my-app'
  return dependencies.includes(name) ? `${name}-app` : name
}

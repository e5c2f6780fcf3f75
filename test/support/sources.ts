import { readdirSync } from 'node:fs'
import { root } from './packages.js'

const folders = ['packages', 'internal', 'demo', 'bench', 'scripts', 'examples', 'test']
const generated = /(^|\/)(node_modules|dist|\.turbo)\//

/** The paths of all source files of the repository, relative to its root. */
export function listSources(): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(root + folder, { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`),
    )
    .filter((path) => /\.(ts|mts|cts|tsx|mjs|js)$/.test(path) && !generated.test(path))
    .sort()
}

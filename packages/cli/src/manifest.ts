import { readFileSync } from 'node:fs'

/** The parts of package.json that the program shows. */
export interface Manifest {
  readonly version: string
  /** Added when the package is published. */
  readonly repository?: { readonly url: string }
}

/** The manifest of this package. The same path from `src` and from what is built, which are both one level deep. */
export const manifest: Manifest = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
)

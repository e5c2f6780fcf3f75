/** The root of the repository. */
export const root: string

/** The published packages, by the names of their folders. */
export const packages: readonly string[]

/** A row of the table of adapters, and what tests need beyond the folder of an adapter. */
export interface Adapter {
  /** What the documentation calls it, as Markdown. */
  readonly title: string
  /** How it is mounted, as Markdown. */
  readonly mount: string
  /** The versions that its tests run on. */
  readonly testedWith: string
  /** The type of `context.native`, as Markdown. */
  readonly native: string
  /** How a body is handled that middleware in front has read, as Markdown. */
  readonly bodyRead: string
  /** Its exports in addition to core and `signalrEvents`. */
  readonly exports?: readonly string[]
  /** How much it may add to core, in bytes with gzip. @default 1024 */
  readonly maxBytes?: number
  /** Dependencies of its server in a new project in addition to its peers: versions by package. */
  readonly runsWith?: Readonly<Record<string, string>>
}

/** The adapters: one row each, by the names of their folders. */
export const adapters: Readonly<Record<string, Adapter>>

/** The package.json of a package. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly bin?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** Reads the package.json of a package. */
export function readPackage(name: string): Manifest

/** The packages of ours that a package depends on, by the names of their folders. */
export function listFoundations(name: string): string[]

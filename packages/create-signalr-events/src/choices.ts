/** The frameworks: one template each. */
export const frameworks = { express: 'Express', koa: 'Koa', hono: 'Hono' } as const
/** Where the app remembers who is online, and which events it has handled. */
export const stores = {
  memory: 'memory: one instance, nothing to install',
  redis: 'Redis: several instances share it',
} as const
/** The package managers. Each has other words for the same commands. */
export const managers = { npm: 'npm', pnpm: 'pnpm', yarn: 'Yarn', bun: 'Bun' } as const

export type Framework = keyof typeof frameworks
export type Store = keyof typeof stores
export type Manager = keyof typeof managers

/** What to create. */
export interface Choices {
  /** As the user wrote it. */
  readonly folder: string
  readonly framework: Framework
  readonly store: Store
  readonly manager: Manager
}

export const defaults = { folder: 'my-app', framework: 'express', store: 'memory', manager: 'npm' } as const

/** Whether a text is one of the names. */
export function isOneOf<Names extends object>(names: Names, text: string): text is keyof Names & string {
  return Object.hasOwn(names, text)
}

/** Names in a sentence: `a, b or c`. */
export function toList(names: object): string {
  const all = Object.keys(names)
  return `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`
}

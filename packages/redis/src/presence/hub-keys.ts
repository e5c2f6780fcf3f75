const letters = ['c', 'u', 'o', 'g', 'q', 'x', 'l', 'm', 'v', 'd', 'p', 'r', 's', 'n']

/** The keys of a hub, in the order of scripts. Any text is a hub, so its tag is encoded: braces would decide the slot. */
export function toHubKeys(prefix: string, hub: string): string[] {
  const tag = /^[\w-]+$/.test(hub) ? hub : `%${Buffer.from(hub, 'utf16le').toString('base64url')}`
  return letters.map((letter) => `${prefix}{${tag}}${letter}`)
}

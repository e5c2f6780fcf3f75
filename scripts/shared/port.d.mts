/** A port on loopback that nobody listens on. */
export function findFreePort(): Promise<number>

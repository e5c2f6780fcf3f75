/** Finds a free port on loopback. */
export function findFreePort(): Promise<number>

/**
 * Prints where this server listens and on which runtime it really runs.
 *
 * @param {number} port
 * @param {string} [runtime]
 */
export function announce(port, runtime = `node ${process.version}`) {
  console.log(JSON.stringify({ port, runtime }))
}

/**
 * Tells the process that started this server where it listens, and on what runtime it really runs.
 *
 * @param {number} port
 * @param {string} [runtime]
 */
export function announce(port, runtime = `node ${process.version}`) {
  console.log(JSON.stringify({ port, runtime }))
}

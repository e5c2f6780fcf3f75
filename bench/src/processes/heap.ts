/** Returns the bytes of all objects, including typed arrays outside of the heap. Needs `--expose-gc`. */
export function readHeap(): number {
  const { gc } = globalThis
  if (gc === undefined) throw new Error('node must be started with --expose-gc')
  // The first collection runs finalizers; the second collects what they held.
  gc()
  gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Bytes that objects take, those included that typed arrays keep outside of the heap; needs `--expose-gc`. */
export function readHeap(): number {
  const { gc } = globalThis
  if (gc === undefined) throw new Error('node must be started with --expose-gc')
  // The first finds what is dead, finalizers included; the second what they have held.
  gc()
  gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

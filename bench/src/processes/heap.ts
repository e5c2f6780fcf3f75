/** Bytes on the heap that are in use; needs `--expose-gc`. */
export function readHeap(): number {
  const { gc } = globalThis
  if (gc === undefined) throw new Error('node must be started with --expose-gc')
  // The first finds what is dead, finalizers included; the second what they have held.
  gc()
  gc()
  return process.memoryUsage().heapUsed
}

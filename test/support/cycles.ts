/** The direct successors of each node. */
export type Graph = ReadonlyMap<string, readonly string[]>

/** The strongly connected components that contain a cycle. */
export function findCycles(graph: Graph): string[][] {
  const reached = new Map([...graph.keys()].map((node) => [node, reach(graph, node)]))
  const leads = (from: string, to: string) => reached.get(from)?.has(to) ?? false
  const cycles = new Map<string, string[]>()
  for (const node of graph.keys()) {
    const group = [...graph.keys()].filter((other) => leads(node, other) && leads(other, node)).sort()
    if (group.length > 0) cycles.set(group.join(), group)
  }
  return [...cycles.values()]
}

/** All nodes that can be reached from a node, including itself only if it is on a cycle. */
function reach(graph: Graph, start: string): Set<string> {
  const reached = new Set<string>()
  const queue = [start]
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    for (const next of graph.get(node) ?? []) {
      if (reached.has(next)) continue
      reached.add(next)
      queue.push(next)
    }
  }
  return reached
}

/** Headers that HTTP sets itself. Another value would break the request, or reach another site. */
const headers: ReadonlySet<string> = new Set([
  ...['connection', 'content-length', 'expect', 'host', 'keep-alive', 'proxy-connection'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade'],
])

/** Whether HTTP sets a header itself, so that it cannot be added to a request. */
export function isSetByHttp(name: string): boolean {
  return headers.has(name.toLowerCase())
}

// Put in place of the app of the samples: what the conformance checks find behind the webhook.
export async function app(request: Request): Promise<Response> {
  const isEcho = request.method === 'POST' && new URL(request.url).pathname === '/echo'
  return isEcho ? new Response(await request.text()) : new Response(null, { status: 404 })
}

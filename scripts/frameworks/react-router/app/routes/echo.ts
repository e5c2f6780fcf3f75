export const action = async ({ request }: { request: Request }) => new Response(await request.text())

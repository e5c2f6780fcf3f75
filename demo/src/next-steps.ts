/** What to do after the demo. The last line is a command that needs nothing but Node. */
export const nextSteps = `Next: use examples/express, koa or hono as a template.
Its README leads to a subscription in Azure.

To see it live, run this and open http://127.0.0.1:3000:
npx -y pnpm@10.34.9 --dir examples/express dev`

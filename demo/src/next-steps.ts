/** What to do after the demo. The last line is a command that needs nothing but Node. */
export const nextSteps = `Next, create your app:
npx -y pnpm@10.34.9 new-app ../my-app
docs/azure.md creates everything in Azure.

To see it live, run this, then open http://127.0.0.1:3000:
npx -y pnpm@10.34.9 --dir examples/express dev`

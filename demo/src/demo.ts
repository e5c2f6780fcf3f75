import { styleText } from 'node:util'
import { openStage } from './stage.js'
import { steps } from './steps.js'
import { isAsExpected, type Result, toTable } from './table.js'

const hint = `Next: take examples/express, koa or hono as your template; its README takes you from here to Azure.
To see it live: EVENTS_KEY=secret npx -y pnpm@10.34.9 --dir examples/express dev
Then open http://127.0.0.1:3000`

async function main(): Promise<void> {
  const stage = await openStage()
  console.log(`\nEvent Grid, played against the Express example on ${stage.url}\n`)
  const results: Result[] = []
  try {
    for (const step of steps) results.push({ step, outcome: await stage.play(step) })
  } finally {
    await stage.close()
  }
  console.log(toTable(results))

  const good = results.filter(isAsExpected).length
  const allGood = good === steps.length
  const summary = `${good} of ${steps.length} steps went as expected.`
  console.log(`\n${styleText(allGood ? 'green' : 'red', summary)}`)
  if (allGood) console.log(hint)
  else process.exitCode = 1
}

await main()

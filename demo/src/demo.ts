import { styleText } from 'node:util'
import { startEnvironment } from './environment.js'
import { nextSteps } from './next-steps.js'
import { isAsExpected, legend, type Result, toText } from './report.js'
import { steps } from './steps.js'

async function main(): Promise<void> {
  const width = process.stdout.columns || 80
  const environment = await startEnvironment()
  console.log(`The Express example runs on ${environment.url}\n\n${legend}\n`)
  const results: Result[] = []
  try {
    for (const step of steps) {
      await step.run(environment)
      const result = { step, outcome: await environment.takeOutcome() }
      results.push(result)
      console.log(toText(result, width))
    }
  } finally {
    await environment.close()
  }

  const passed = results.filter(isAsExpected).length
  const allPassed = passed === steps.length
  const summary = `${passed} of ${steps.length} steps went as expected.`
  console.log(`\n${styleText(allPassed ? 'green' : 'red', summary)}`)
  if (allPassed) console.log(nextSteps)
  else process.exitCode = 1
}

await main()

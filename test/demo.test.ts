import { readFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { nextSteps } from '../demo/src/next-steps.js'
import { legend, toText } from '../demo/src/report.js'
import { steps } from '../demo/src/steps.js'
import { root } from './support/packages.js'

const readManifest = (path: string) => JSON.parse(readFileSync(`${root}/${path}`, 'utf8'))

describe.each([60, 80])('the demo in %i columns', (width) => {
  it('prints no longer line', () => {
    const results = steps.map((step) => toText({ step, outcome: step.expected }, width))
    const lines = [legend, ...results, nextSteps].flatMap((text) =>
      stripVTControlCharacters(text).split('\n'),
    )
    expect(lines.length).toBeGreaterThan(2 * steps.length)
    expect(lines.filter((line) => line.length > width)).toEqual([])
  })

  it('shows the expected outcome of a failed step', () => {
    const [step] = steps
    const outcome = { answer: 'Failed', received: [], online: [] }
    const text = stripVTControlCharacters(step === undefined ? '' : toText({ step, outcome }, width))
    expect(text).toMatch(/^✗ .*\n {4}answer: Failed .*\n {2}expected:\n {4}answer: 200 → delivered /)
  })
})

it('the demo ends with a command that needs only Node', () => {
  const [, manager, directory, script = ''] =
    /\nnpx -y (\S+) --dir (\S+) (\S+)$/.exec(nextSteps) ?? expect.fail(nextSteps)
  expect(manager).toBe(readManifest('package.json').packageManager)
  expect(readManifest(`${directory}/package.json`).scripts).toHaveProperty(script)
})

it('the demo names the command that creates an app', () => {
  const [, manager, script = ''] =
    /^npx -y (\S+) (\S+) \.\.\/my-app$/m.exec(nextSteps) ?? expect.fail(nextSteps)
  const { packageManager, scripts } = readManifest('package.json')
  expect(manager).toBe(packageManager)
  expect(scripts).toHaveProperty(script)
})

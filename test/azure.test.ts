import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { root } from './support/packages.js'

// Commands and settings that docs/azure.md and its templates repeat must be equal.

const read = (path: string) => readFileSync(`${root}/docs/${path}`, 'utf8')
const fences = [...read('azure.md').matchAll(/^```(\w+)\n(.*?)^```/gms)].map(([, info, text = '']) => ({
  info,
  text,
}))

/** Commands of `az` with their options and values that are no variables. */
const toCommands = (text: string) =>
  [...text.replaceAll(/[\\`]\n\s*/g, ' ').matchAll(/\baz [a-z][^\n]+/g)].map(([command]) =>
    command
      .replaceAll(/\$\(\$\w+\)|\$(?:env:)?\w+/g, '$')
      .replaceAll(/["`]|\)$/g, '')
      .trim()
      .split(/\s+/),
  )

it('docs/azure.md has every command for bash and for PowerShell', () => {
  const [bash, powershell] = ['sh', 'powershell'].map((language) =>
    fences.filter(({ info }) => info === language).flatMap(({ text }) => toCommands(text)),
  )
  expect(bash?.length).toBeGreaterThan(10)
  expect(powershell).toEqual(bash)
})

const infra = '../examples/template/infra'

it.each(['azure/main.bicep', 'azure/main.tf', 'azure.md', `${infra}/main.bicep`, `${infra}/main.tf`])(
  '%s creates the same subscription',
  (path) => {
    const text = read(path)
    for (const wanted of [
      /Microsoft\.SignalRService\.ClientConnectionConnected\b/,
      /Microsoft\.SignalRService\.ClientConnectionDisconnected\b/,
      /cloudeventschemav1_0/i,
      /eventgridschema/i,
      /max_?-?events_?-?per_?-?batch\W+100\b/i,
      /preferred_?-?batch_?-?size_?-?in_?-?kilobytes\W+256\b/i,
      /Serverless/,
      /dead-letters/,
    ])
      expect(text).toMatch(wanted)
  },
)

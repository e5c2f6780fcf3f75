// @ts-check
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { packages, readPackage, root } from '../shared/packages.mjs'
import { context } from './context.mjs'
import { listFiles, readFences, readLines } from './markdown.mjs'

/**
 * A code sample in the documentation. After `ts`, a code block may have `file=<name>`, so that others on its page can
 * import it, and `at=<path>`, the path of its webhook. scripts/frameworks.mjs runs those with `host=<name>`.
 *
 * @typedef {object} Sample
 * @property {string} from its place: `<path>:<line>`
 * @property {string} path
 * @property {number} line
 * @property {string} text
 * @property {string} file its path relative to the directory of all samples, without extension
 * @property {string} at
 * @property {boolean} complete whether it can run; a sample without imports is a fragment
 */

const sources = /^(README\.md|docs\/.*\.md|packages\/[^/]+\/(README\.md|src\/.*\.ts))$/

/**
 * @returns {Sample[]}
 */
export function collectSamples() {
  return listFiles(root, sources).flatMap((path) =>
    readFences(readLines(join(root, path)))
      .filter(({ info }) => /^ts\b/.test(info) && !info.includes('host='))
      .map(({ info, text, line }) => ({
        ...{ from: `${path}:${line}`, path, line, text },
        file: join(path.replaceAll(/\W/g, '-'), /file=(\S+)\.ts/.exec(info)?.[1] ?? `line-${line}`),
        at: /at=(\S+)/.exec(info)?.[1] ?? '/',
        complete: /^import /m.test(text),
      })),
  )
}

/**
 * Writes the samples as TypeScript and JavaScript into a directory that resolves the packages of the workspace.
 *
 * @param {readonly Sample[]} samples
 * @param {string} directory
 */
export function prepareSamples(samples, directory) {
  linkModules(directory)
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }')
  for (const { file, text, complete } of samples) {
    const path = join(directory, file)
    mkdirSync(dirname(path), { recursive: true })
    // One line in front of each sample, so that errors have the right line.
    const before = complete ? '' : context.replaceAll(/\s+(?=import|declare)/g, '; ').trim()
    writeFileSync(`${path}.ts`, `${before}\n${text}\nexport {}`)
    if (complete) writeFileSync(`${path}.js`, toJavaScript(text))
  }
}

/**
 * Links all that the workspace or one of its packages has installed, and the packages themselves.
 *
 * @param {string} directory
 */
function linkModules(directory) {
  /** @type {Map<string, string>} */
  const targets = new Map(packages.map((name) => [readPackage(name).name, join(root, 'packages', name)]))
  for (const from of [root, ...packages.map((name) => join(root, 'packages', name))])
    for (const [name, target] of listModules(join(from, 'node_modules')))
      if (!targets.has(name)) targets.set(name, target)
  for (const [name, target] of targets) {
    const link = join(directory, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(target, link, 'junction')
  }
}

/** What is installed in a `node_modules`: paths by name. @param {string} modules @returns {[string, string][]} */
function listModules(modules) {
  if (!existsSync(modules)) return []
  const scopes = readdirSync(modules).filter((name) => name.startsWith('@'))
  const scoped = scopes.flatMap((scope) =>
    readdirSync(join(modules, scope)).map((name) => `${scope}/${name}`),
  )
  const plain = readdirSync(modules).filter((name) => /^\w/.test(name))
  return [...plain, ...scoped].map((name) => [name, join(modules, name)])
}

/** @param {string} text */
function toJavaScript(text) {
  const { target } = compilerOptions
  return ts.transpileModule(text, { compilerOptions: { target, module: ts.ModuleKind.ESNext } }).outputText
}

/** @satisfies {ts.CompilerOptions} */
const compilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: ['node'],
}

/**
 * Compiles the samples and returns the errors.
 *
 * @param {readonly Sample[]} samples
 * @param {string} directory
 * @returns {string[]}
 */
export function compileSamples(samples, directory) {
  const byPath = new Map(samples.map((sample) => [join(directory, `${sample.file}.ts`), sample]))
  const typeRoots = [join(directory, 'node_modules/@types')]
  const program = ts.createProgram([...byPath.keys()], { ...compilerOptions, typeRoots })
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const sample = byPath.get(file?.fileName ?? '')
    const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + (sample?.line ?? 0)
    return `${sample?.path ?? file?.fileName}:${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
  })
}

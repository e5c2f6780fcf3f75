import ts from 'typescript'
import { expect, it } from 'vitest'
import { listEntries, root } from './support/packages.js'

// Editors show docstrings where users need them: every export has one, every option its default, and every function
// and class a sample. `pnpm docs:check` compiles and runs the samples.

const files = [...listEntries().values()].map((path) => root + path)
const program = ts.createProgram(files, {
  ...{ target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.NodeNext, skipLibCheck: true },
  customConditions: ['@signalr-events/source'],
})
const checker = program.getTypeChecker()

/** An export, or a member of an exported interface or class. */
interface Documented {
  /** The path of its file, its line and its name. */
  readonly place: string
  readonly symbol: ts.Symbol
  readonly declaration: ts.Declaration
}

const exported = [...new Set(files.flatMap(listExports))].flatMap(toDocumented)
const members = exported.flatMap(({ declaration }) =>
  ts.isInterfaceDeclaration(declaration) || ts.isClassDeclaration(declaration)
    ? declaration.members.flatMap((member) =>
        member.name && !ts.isComputedPropertyName(member.name) && !isOverride(member)
          ? toDocumented(checker.getSymbolAtLocation(member.name))
          : [],
      )
    : [],
)

it('are found for all packages', () => {
  expect(exported.length).toBeGreaterThan(200)
  expect(members.length).toBeGreaterThan(500)
})

it('every export has a docstring', () => {
  expect(exported.filter(({ symbol }) => !hasText(symbol)).map(({ place }) => place)).toEqual([])
})

it('every member of an exported interface or class has a docstring', () => {
  expect(members.filter(({ symbol }) => !hasText(symbol)).map(({ place }) => place)).toEqual([])
})

it('every optional member of options has its default', () => {
  const options = members.filter(
    ({ declaration }) =>
      ts.isPropertySignature(declaration) &&
      declaration.questionToken !== undefined &&
      /(Options|Details)$/.test((declaration.parent as ts.InterfaceDeclaration).name.text),
  )
  expect(options.length).toBeGreaterThan(80)
  expect(options.filter(({ symbol }) => !hasTag(symbol, 'default')).map(({ place }) => place)).toEqual([])
})

it('every exported function and class has a sample', () => {
  const callable = exported.filter(
    ({ declaration }) => ts.isFunctionDeclaration(declaration) || ts.isClassDeclaration(declaration),
  )
  expect(callable.length).toBeGreaterThan(50)
  expect(callable.filter(({ symbol }) => !hasTag(symbol, 'example')).map(({ place }) => place)).toEqual([])
})

function listExports(path: string): ts.Symbol[] {
  const file = program.getSourceFile(path)
  const module = file && checker.getSymbolAtLocation(file)
  // Without exports, a file is a program.
  if (module === undefined) return []
  return checker
    .getExportsOfModule(module)
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
}

function toDocumented(symbol: ts.Symbol | undefined): Documented[] {
  const declaration = symbol?.declarations?.[0]
  if (symbol === undefined || declaration === undefined) return []
  const file = declaration.getSourceFile()
  const { line } = file.getLineAndCharacterOfPosition(declaration.getStart())
  const path = file.fileName.replace(root, '')
  // Types of other projects, such as those of Zod, are theirs to describe.
  return path.startsWith('packages/')
    ? [{ place: `${path}:${line + 1} ${symbol.name}`, symbol, declaration }]
    : []
}

/** Members such as `name` of an error class, which the base class describes. */
function isOverride(member: ts.ClassElement | ts.TypeElement): boolean {
  return ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Override
    ? true
    : ts.isConstructorDeclaration(member)
}

function hasText(symbol: ts.Symbol): boolean {
  return symbol.getDocumentationComment(checker).some(({ text }) => text.trim() !== '')
}

function hasTag(symbol: ts.Symbol, name: string): boolean {
  return symbol.getJsDocTags(checker).some((tag) => tag.name === name)
}

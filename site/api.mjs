// @ts-check
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Application, Converter } from 'typedoc'
import { closure } from '../scripts/pack-for/packages.mjs'
import { packages, readPackage, root } from '../scripts/shared/packages.mjs'

/** The entries of all packages. A package is before those that re-export it, so that it has the description. */
function listEntries() {
  const names = closure(packages.map((folder) => readPackage(folder).name))
  return names
    .map((name) => basename(name))
    .flatMap((folder) =>
      Object.entries(readPackage(folder).exports).flatMap(([path, target]) => {
        const source = typeof target === 'string' ? undefined : target['@signalr-events/source']
        if (source === undefined) return []
        return [{ name: join(folder, path), file: join('packages', folder, source) }]
      }),
    )
}

/** The name that typedoc gives to the module of a file. @param {string} file */
const toModule = (file) => file.replace(/^packages\//, '').replace(/(\/index)?\.ts$/, '')

/**
 * Writes the API reference as Markdown, one page for each entry of a package.
 *
 * @param {string} directory
 */
export async function writeApi(directory) {
  const entries = listEntries()
  const app = await Application.bootstrapWithPlugins({
    entryPoints: entries.map(({ file }) => join(root, file)),
    tsconfig: join(root, 'site/tsconfig.json'),
    plugin: [fileURLToPath(import.meta.resolve('typedoc-plugin-markdown'))],
    ...{ outputs: [{ name: 'markdown', path: directory }] },
    name: 'API',
    readme: 'none',
    skipErrorChecking: true,
    excludePrivate: true,
    excludeInternal: true,
    disableSources: true,
    validation: false,
    logLevel: 'Error',
    // Options of the plugin.
    ...{ entryFileName: 'index', outputFileStrategy: 'modules', hidePageHeader: true, hideBreadcrumbs: true },
    ...{ parametersFormat: 'table', useHTMLAnchors: true },
  })
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, (context) => {
    for (const module of context.project.children ?? []) {
      module.name = entries.find(({ file }) => toModule(file) === module.name)?.name ?? module.name
    }
  })
  const project = await app.convert()
  if (project === undefined) throw new Error('typedoc found nothing')
  await app.generateOutputs(project)
}
